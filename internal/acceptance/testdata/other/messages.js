// Attacks by what one extension may say to another, to the browser's own host,
// and to the page.
const record = { system: "attacked", type: "contact", id: "1002", title: "Walter Webb", url: location.origin + "/contacts/1002" };
const said = [
  { type: "page", url: location.href },
  { type: "watch", watch: 1, record, visitorId: "walter-webb" },
  { type: "act", watch: 1, action: "start", record, visitorId: "walter-webb" },
  { type: "act", watch: 1, action: "key", key: "12345", session: "", record, visitorId: "walter-webb" },
  { type: "status", tab: 1, url: location.href },
  { type: "do", tab: 1, watch: "1", session: "", action: "start" },
  { type: "retry" }, { type: "sign_in" }, { type: "switch_agent" }, { type: "unpick", tab: 1 },
  { type: "pick", tab: 1, url: location.href, rule: "" },
  { type: "chosen", choice: 1, watch: 1 }, { type: "used", watch: 1 }, { type: "stopped", watch: 1 },
  { type: "dock", dock: { right: true, bottom: true, x: 0, y: 0 } },
  { type: "fields", ask: 0, way: [], drawn: 1, answers: [{ values: ["walter-webb"], hidden: false, many: false }] },
  { id: 1, method: "settings.set", params: { name: "groupId", value: 1 } },
  { id: 2, method: "rules.save", params: {} }, { id: 3, method: "signin.get", params: {} },
  { type: "ticket" }, { type: "submitting" }, { type: "again" }, "awake",
];
const ports = ["page", "popup", "panel", "join", "options", "picker", ""];
const forHost = [
  { jsonrpc: "2.0", id: 1, method: "hello", params: { extension: "1.0.0", browser: "chromium", sessions: [] } },
  { jsonrpc: "2.0", id: 2, method: "session.act", params: { watch: "1", action: "start" } },
];
const ownPages = ["popup.html", "panel.html", "options.html", "join.html#1", "join.html"];
const ownFiles = [...ownPages, "manifest.json", "content.js", "background.js", "picker.js", "icons/128.png", "_locales/en/messages.json"];

const told = (all) => all.forEach(tools.leak);

deeds["messages"] = async ({ id }) => told(await tools.ask("speak", { to: id, messages: said }));

deeds["messages from the page"] = async ({ id }) => {
  const answers = await Promise.all(said.map((message) => chrome.runtime.sendMessage(id, message).then((answer) => `heard ${JSON.stringify(message)}: ${answer}`, () => "")));
  told(answers.filter(Boolean));
};

deeds["ports"] = async ({ id }) => told(await tools.ask("dial", { to: id, names: ports, messages: said }));

deeds["ports from the page"] = async ({ id }) => {
  const lines = ports.map((name) => new Promise((done) => {
    const port = chrome.runtime.connect(id, { name });
    port.onMessage.addListener((message) => done(`port ${name} answered ${JSON.stringify(message)}`));
    port.onDisconnect.addListener(() => done(chrome.runtime.lastError ? "" : ""));
    tools.wait(3_000).then(() => done(`port ${name} stays open`));
    for (const message of said) {
      try {
        port.postMessage(message);
      } catch {
        return;
      }
    }
  }));
  told((await Promise.all(lines)).filter(Boolean));
};

deeds["the host"] = async () => told(await tools.ask("host", { messages: forHost }));

deeds["window messages"] = () => {
  for (const message of said) {
    window.postMessage(message, "*");
    for (const target of [window, document, tools.host()]) {
      target.dispatchEvent(new MessageEvent("message", { data: message, origin: location.origin }));
      target.dispatchEvent(new CustomEvent("glance:act", { bubbles: true, composed: true, detail: JSON.stringify(message) }));
    }
  }
};

deeds["answers to a question that nobody asked"] = () => {
  for (const id of ["", "0", crypto.randomUUID()]) document.dispatchEvent(new CustomEvent("glance:session-answer", { detail: JSON.stringify({ id, note: "go on", start: true }) }));
};

deeds["files"] = async ({ own }) => {
  const urls = ownFiles.map((name) => own + name);
  told(await tools.ask("fetch", { urls }));
  for (const url of urls) await fetch(url).then(() => tools.leak(`fetched ${url}`), () => {});
};

deeds["pages in tabs"] = async ({ own }) => told(await tools.ask("open", { urls: ownPages.map((name) => own + name) }));

deeds["pages in frames"] = async ({ own }) => {
  const frames = ownPages.map((name) => tools.add(tools.make("iframe", {}, { src: own + name }), document.body));
  await tools.wait(400);
  for (const { contentDocument, src } of frames) if (contentDocument?.querySelector("script, main")) tools.leak(src);
};

deeds["pictures and scripts"] = async ({ own }) => {
  const loads = [["img", "icons/128.png"], ["script", "content.js"], ["link", "popup.css"]].map(([tag, name]) => new Promise((done) => {
    const node = tools.make(tag, {}, tag === "link" ? { rel: "stylesheet", href: own + name } : { src: own + name });
    node.onload = () => done(tools.leak(`loaded ${name}`));
    node.onerror = () => done();
    tools.add(node, document.head);
    tools.wait(2_000).then(done);
  }));
  await Promise.all(loads);
};
