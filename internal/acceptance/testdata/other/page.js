// Attacks on the page: on its record, and in its own world.
const field = () => document.querySelector(".visitor");
const swap = () => tools.text(field(), "walter-webb");

deeds["the customer swapped"] = swap;
for (const type of ["pointerdown", "pointerup", "click"]) deeds[`the customer swapped at ${type}`] = () => tools.on(type, swap);
deeds["the address swapped"] = () => {
  const before = location.href;
  history.replaceState(null, "", "/contacts/1002");
  tools.later(() => history.replaceState(null, "", before));
};
deeds["the field covered by a second one"] = () => {
  const second = document.querySelector(".field").cloneNode(true);
  second.querySelector(".visitor").textContent = "walter-webb";
  tools.add(second, document.querySelector("main dl"));
};

/** The page is asked before a start: this answers in its place, and goes on to another record meanwhile. */
deeds["another record between press and answer"] = () => tools.on("glance:before-session", (event) => {
  event.stopImmediatePropagation();
  document.dispatchEvent(new CustomEvent("glance:session-answer", { detail: JSON.stringify({ id: JSON.parse(event.detail).id, wait: true }) }));
  void tools.ask("go", { url: `${location.origin}/contacts/1002` });
});
deeds["another customer between press and answer"] = () => tools.on("glance:before-session", (event) => {
  event.stopImmediatePropagation();
  const { id } = JSON.parse(event.detail);
  const answer = (more) => document.dispatchEvent(new CustomEvent("glance:session-answer", { detail: JSON.stringify({ id, ...more }) }));
  answer({ wait: true });
  swap();
  setTimeout(() => answer({ note: "go on" }), 100);
});

deeds["the page’s own world poisoned"] = () => tools.ask("main");
deeds["its own world poisoned"] = () => {
  Object.defineProperty(Event.prototype, "isTrusted", { configurable: true, get: () => true });
  performance.now = () => 1e9;
  Document.prototype.elementFromPoint = () => tools.host();
  tools.control().focus();
  tools.control().click();
};
deeds["its tab brought to the front under the pointer"] = async () => { await tools.ask("away", { ms: 700 }); await tools.wait(50); };
