// A page that shows a record, goes on to others, and has a list that is never at rest.
const rows = document.querySelector("#rows");
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().filter(({ value }) => value > 0))).observe({ type: "layout-shift", buffered: true });

// draw shows a record: customer-N, whose name has some words more.
const draw = (n, more = "") => {
  document.querySelector("h1").textContent = `Customer ${n} ${more}`;
  const value = Object.assign(document.createElement("span"), { className: "value", textContent: `customer-${n}` });
  document.querySelector(".value").replaceWith(value);
};

const element = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });

// grow adds rows of five elements each, and resolves when they are drawn.
const grow = async (elements) => {
  for (let n = 0; n < elements / 5; n++) {
    const row = element("div", "row", "");
    row.append(element("b", "", `Row ${n}`), element("span", "", "open"), element("span", "", "today"), element("i", "", String(n)));
    rows.append(row);
  }
  await frame();
  await frame();
};

// task resolves in a task of its own, as what comes from a server does.
const task = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); resolve(); };
  port2.postMessage(0);
});

const mutate = (row, n) => {
  if (n % 3 === 0) row.classList.toggle("odd");
  else if (n % 3 === 1) row.lastChild.replaceWith(element("i", "", String(n)));
  else row.firstChild.firstChild.data = `Row ${n}`;
};

// turmoil makes so many mutations, of attributes, children and texts in turn: a batch in each task, and a frame after each ten.
const turmoil = async (mutations, batch) => {
  const all = [...rows.children];
  for (let done = 0; done < mutations; ) {
    await (done % (10 * batch) === 0 ? frame() : task());
    for (let last = done + batch; done < last; done++) mutate(all[(done * 7) % all.length], done);
  }
  await frame();
  await frame();
};

// go shows another record as an app does, in a task of its own, and resolves with
// how long the next frame took, in milliseconds.
const go = (n, more) => new Promise((resolve) => setTimeout(() => {
  history.pushState(null, "", `/records/${n}`);
  draw(n, more);
  globalThis.settled = performance.now();
  resolve(frame().then(() => performance.now() - settled));
}));

draw(location.pathname.split("/").pop());
