// The hostile page's own tools. Each attack is undone by end(), so that one page
// bears many. It keeps what it needs before any attack can take it away.
var attack = (() => {
  const { document } = window;
  const root = document.documentElement;
  const find = document.querySelector.bind(document);
  const append = root.append.bind(root);
  const undone = [];
  let muted = false;
  const api = {
    /** The starts that the extension asked about: it does so when a press counted, and before anything goes out. */
    asked: [],
    /** What came into the hands of the page that it should never have. */
    leaked: [],
    /** A node of the closed root, where the page has got one. */
    node: null,
    /** The middle of the control, in the window, and half its width: who knows the button knows where that is. */
    middle: null,
    /** What is to be done when the agent has seen what the first choice came to. */
    next: null,
    shown: 0,
    pressed: 0,
    find,
    host: () => find("html > [data-glance-button]"),
    later: (undo) => void undone.push(undo),
    leak: (what) => void api.leaked.push(String(what)),
    /** A closed root, or what is in it, in the hands of the page. */
    caught(what, value) {
      const root = value?.getRootNode?.();
      if (root && root !== document && root.host === api.host()) api.leak(what);
      return value;
    },
    make(tag, style = {}, properties = {}) {
      const node = document.createElement(tag);
      for (const [name, value] of Object.entries(style)) node.style.setProperty(name, value, "important");
      return Object.assign(node, properties);
    },
    add(node, where) {
      if (where) where.append(node);
      else append(node);
      api.later(() => node.remove());
      return node;
    },
    /** Over the whole window, above everything, in front of the button. */
    over: { position: "fixed", inset: "0", width: "100vw", height: "100vh", "max-width": "none", "max-height": "none", margin: "0", padding: "0", border: "0", background: "white", "z-index": "2147483647" },
    cover: (tag, style = {}, properties = {}) => api.add(api.make(tag, { ...api.over, ...style }, properties)),
    /** What a browser has not cannot be used against us in it. */
    needs(there) {
      if (!there) throw new Error("unsupported");
    },
    /** Until a browser that reports visibility has had the time and the frames to do so. */
    async stands() {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      await api.wait(150);
      await Promise.race([frame().then(frame).then(frame), api.wait(1_000)]);
      await api.wait(0);
    },
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    style(node, values) {
      for (const [name, value] of Object.entries(values)) api.needs(CSS.supports(name, value));
      const before = node.getAttribute("style");
      for (const [name, value] of Object.entries(values)) node.style.setProperty(name, value, "important");
      api.later(() => (before === null ? node.removeAttribute("style") : node.setAttribute("style", before)));
    },
    sheet(css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      api.later(() => (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)));
    },
    text(selector, value) {
      const node = find(selector);
      const before = [...node.childNodes];
      node.textContent = value;
      api.later(() => node.replaceChildren(...before));
    },
    swap(object, name, value) {
      const before = Object.getOwnPropertyDescriptor(object, name);
      Object.defineProperty(object, name, typeof value === "object" && value && ("get" in value || "value" in value) ? { configurable: true, ...value } : { configurable: true, writable: true, value });
      api.later(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
    },
    on(type, listener, target = document) {
      target.addEventListener(type, listener, true);
      api.later(() => target.removeEventListener(type, listener, true));
    },
    /** An event of the page's own making is no start that the extension asks about. */
    send(event, target = document) {
      muted = true;
      try {
        return target.dispatchEvent(event);
      } finally {
        muted = false;
      }
    },
    /** Has the extension that stands beside the product's do one of its deeds, which is taken back with the rest. */
    async other(name, given) {
      const done = new Promise((done) => document.addEventListener("other:done", ({ detail }) => done(JSON.parse(detail)), { once: true }));
      api.later(() => document.dispatchEvent(new CustomEvent("other:undo")));
      document.dispatchEvent(new CustomEvent("other:do", { detail: JSON.stringify({ ...given, name }) }));
      const { error, got } = await Promise.race([done, api.wait(20_000).then(() => ({ error: "there is no other extension", got: [] }))]);
      got.forEach(api.leak);
      if (error) throw new Error(error);
    },
    /** Takes everything back, and says what the attack came to. */
    end() {
      api.next = null;
      const said = { Asked: api.asked.splice(0), Leaked: api.leaked.splice(0), Lapse: api.pressed - api.shown };
      const trouble = [];
      for (const undo of undone.splice(0).reverse()) {
        try {
          undo();
        } catch (why) {
          trouble.push(String(why));
        }
      }
      const host = api.host();
      if (host && host.shadowRoot) said.Leaked.push("the closed root is open");
      return { ...said, Trouble: trouble };
    },
  };
  // Whoever presses legitimately is stopped here, before anything goes out: so a press costs no session.
  document.addEventListener("glance:before-session", (event) => {
    if (muted) return;
    api.asked.push(event.detail);
    event.preventDefault();
  });
  addEventListener("pointerdown", (event) => event.isTrusted && (api.pressed = event.timeStamp), true);
  return (window.attack = api);
})();
