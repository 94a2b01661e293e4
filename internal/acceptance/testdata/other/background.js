// What only a background may do. It is asked by this extension's own content
// script, in whose tab everything is done.
const HOST = "net.glance.agent_host";

const does = {
  css: ({ css }, tab) => chrome.scripting.insertCSS({ target: { tabId: tab.id }, css, origin: "USER" }),
  uncss: ({ css }, tab) => chrome.scripting.removeCSS({ target: { tabId: tab.id }, css, origin: "USER" }),
  main: (_, tab) => chrome.scripting.executeScript({ target: { tabId: tab.id }, world: "MAIN", func: poison }),
  go: ({ url }, tab) => chrome.tabs.update(tab.id, { url }),
  speak: ({ to, messages }) => answersTo(to, messages),
  dial: ({ to, names, messages }) => linesTo(to, names, messages),
  host: ({ messages }) => hostAnswers(messages),
  fetch: ({ urls }) => fetched(urls),
  open: ({ urls }, tab) => opened(urls, tab),
  away: ({ ms }, tab) => away(ms, tab),
};

chrome.runtime.onMessage.addListener((message, { tab }, answer) => {
  Promise.resolve()
    .then(() => does[message.what](message, tab))
    .then((result) => answer({ result: result ?? null }), (why) => answer({ error: String(why?.message ?? why) }));
  return true;
});

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Which messages another extension answers, or hears. */
async function answersTo(to, messages) {
  const answers = await Promise.all(messages.map((message) => chrome.runtime.sendMessage(to, message).then((answer) => `heard ${JSON.stringify(message)}: ${JSON.stringify(answer)}`, () => "")));
  return answers.filter(Boolean);
}

/** Which ports another extension keeps open, or answers on. */
async function linesTo(to, names, messages) {
  const lines = names.map((name) => line(chrome.runtime.connect(to, { name }), messages).then((said) => said && `port ${name}: ${said}`));
  return (await Promise.all(lines)).filter(Boolean);
}

/** What became of a port that is spoken into: empty where it was closed without a word. */
function line(port, messages) {
  return new Promise((done) => {
    port.onMessage.addListener((message) => done(`answered ${JSON.stringify(message)}`));
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError;
      done("");
    });
    for (const message of messages) {
      try {
        port.postMessage(message);
      } catch {
        return done("");
      }
    }
    wait(3_000).then(() => done("stays open"));
  });
}

async function hostAnswers(messages) {
  const said = await line(chrome.runtime.connectNative(HOST), messages).catch(() => "");
  const once = await Promise.all(messages.map((message) => chrome.runtime.sendNativeMessage(HOST, message).then((answer) => `the host answered ${JSON.stringify(answer)}`, () => "")));
  return [said && `the host: ${said}`, ...once].filter(Boolean);
}

async function fetched(urls) {
  const all = await Promise.all(urls.map((url) => fetch(url).then(() => `fetched ${url}`, () => "")));
  return all.filter(Boolean);
}

/** Opens another extension's pages in tabs, and tries what it may do in them. */
async function opened(urls, { windowId }) {
  const got = [];
  for (const url of urls) {
    const tab = await chrome.tabs.create({ url, windowId, active: false }).catch(() => null);
    if (!tab) continue;
    await wait(300);
    const target = { tabId: tab.id };
    await chrome.scripting.executeScript({ target, func: () => document.title }).then(() => got.push(`ran in ${url}`), () => {});
    await chrome.scripting.insertCSS({ target, css: "body { opacity: 0 }" }).then(() => got.push(`styled ${url}`), () => {});
    await chrome.tabs.remove(tab.id);
  }
  return got;
}

/** Has another tab stand in front for a while. */
async function away(ms, { id, windowId }) {
  const other = await chrome.tabs.create({ url: "about:blank", windowId, active: true });
  await wait(ms);
  await chrome.tabs.update(id, { active: true });
  await chrome.tabs.remove(other.id);
}

/** In the page's own world: everything that a click and its judge might go by says yes. */
function poison() {
  const yes = (object, name, get) => Object.defineProperty(object, name, { configurable: true, get });
  yes(Event.prototype, "isTrusted", () => true);
  yes(IntersectionObserverEntry.prototype, "isVisible", () => true);
  yes(Document.prototype, "hidden", () => false);
  performance.now = () => 1e9;
  Element.prototype.attachShadow = function () { throw new Error("taken") };
  EventTarget.prototype.addEventListener = function () {};
  Document.prototype.elementFromPoint = () => document.querySelector("[data-glance-button]");
  const host = document.querySelector("html > [data-glance-button]");
  for (const type of ["pointerdown", "pointerup", "click"]) host.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, detail: 1, pointerType: "mouse", isPrimary: true }));
  host.click();
}
