// What the attacks of this extension are made with. All of them run in its own
// isolated world, which shares the page's tree and nothing else with the page,
// and nothing at all with the product's script.
const deeds = {};
const undone = [];
const got = [];

const tools = {
  /** The product's own element, and what is in its closed root, which an extension may open. */
  host: () => document.querySelector("html > [data-glance-button]"),
  root() {
    const host = tools.host();
    const opened = chrome.dom?.openOrClosedShadowRoot ? chrome.dom.openOrClosedShadowRoot(host) : host.openOrClosedShadowRoot;
    if (!opened) throw new Error("the root stays closed: what is tried in it proves nothing");
    return opened;
  },
  control: () => tools.root().querySelector("button.left"),
  words: () => tools.control().querySelector(".words"),
  later: (undo) => void undone.push(undo),
  /** What came into its hands that it should never have. */
  leak: (what) => void got.push(String(what)),
  add(node, where = document.documentElement) {
    where.append(node);
    tools.later(() => node.remove());
    return node;
  },
  make(tag, style = {}, properties = {}) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(style)) node.style.setProperty(name, value, "important");
    return Object.assign(node, properties);
  },
  /** Over the whole window. */
  over: { position: "fixed", inset: "0", width: "100vw", height: "100vh", "max-width": "none", "max-height": "none", margin: "0", padding: "0", border: "0", background: "white", "z-index": "2147483647" },
  attribute(node, name, value) {
    const before = node.getAttribute(name);
    node.setAttribute(name, value);
    tools.later(() => (before === null ? node.removeAttribute(name) : node.setAttribute(name, before)));
  },
  text(node, value) {
    const before = node.textContent;
    node.textContent = value;
    tools.later(() => (node.textContent = before));
  },
  on(type, listener, target = window) {
    target.addEventListener(type, listener, true);
    tools.later(() => target.removeEventListener(type, listener, true));
  },
  /** Has the background do what a content script may not. */
  async ask(what, given = {}) {
    const { error, result } = await chrome.runtime.sendMessage({ what, ...given });
    if (error) throw new Error(error);
    return result;
  },
  /** A style sheet of the user's, which is stronger than any of the page's or the product's. */
  async css(css) {
    await tools.ask("css", { css });
    tools.redraw();
    tools.later(() => void tools.ask("uncss", { css }).then(tools.settle));
  },
  /** What was moved by a style is put back by the product as soon as it looks again, as it does in a window of another size. */
  async settle() {
    tools.redraw();
    for (let n = 0; n < 100; n++) {
      dispatchEvent(new Event("resize"));
      await tools.wait(100);
      const { left, top } = tools.host()?.getBoundingClientRect() ?? {};
      if (left >= 0 && top >= 0 && left < innerWidth && top < innerHeight) return;
    }
  },
  /** A browser looks again at what is in a root when something in it changes. */
  redraw() {
    const group = tools.host() && tools.root().querySelector(".glance");
    if (!group) return;
    group.hidden = true;
    void group.offsetWidth;
    group.hidden = false;
  },
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
};
