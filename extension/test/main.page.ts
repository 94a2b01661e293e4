/** Runs the content script in a browser's page, with a worker that says what a test wants, and leaves what was seen as JSON in the title. */
import type { FromPage, PageRule, ToPage } from "../src/messages";
import type { View } from "../src/protocol.gen";

const rule: PageRule = {
  system: "crm", keyPattern: "", style: "",
  objects: [{ type: "contact", path: "/*", visitorId: [{ selector: ".visitor" }], recordId: [{ selector: ".record" }], title: [{ selector: "h1" }], anchor: { selector: "h1", side: "below" } }],
};
const sent: FromPage[] = [];
const seen: { [what: string]: unknown } = {};
let tell: (message: ToPage) => void = () => {};
let drop = () => {};
let root: ShadowRoot | undefined;

const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  return (root = attach.call(this, init));
};
const port = {
  postMessage: (message: FromPage) => void sent.push(message),
  onMessage: { addListener: (listener: typeof tell) => (tell = listener) },
  onDisconnect: { addListener: (listener: () => void) => (drop = listener) },
  disconnect() {},
};
(globalThis as { chrome?: unknown }).chrome = { runtime: { id: "abc", connect: () => port, getURL: () => "chrome-extension://abc/" }, i18n: { getMessage: (key: string) => key, getUILanguage: () => "en" } };

const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const view = (watch: number, face: View["face"]): ToPage => ({ type: "view", watch, view: { watch: `w${watch}`, revision: 1, face, presence: "neutral", actions: [] } });
const text = (face: string) => root?.textContent?.includes(`face_${face}_`) ?? false;
const put = (parts: { [selector: string]: string }) => Object.entries(parts).forEach(([selector, value]) => ((document.querySelector(selector) as Element).textContent = value));
/** Writes the visitor id as a page does that keeps its text node. */
const write = (text: string) => ((document.querySelector(".visitor")?.firstChild as Text).data = text);
/** The last watch: its number, record, visitor id and doubt. */
const last = () => {
  const said = sent.findLast((message) => message.type === "watch");
  return said?.type === "watch" && [said.watch, said.record?.id, said.visitorId, said.why ?? ""];
};

/** How often the page asks for its rule again when the worker goes. */
async function asksAgain(): Promise<number> {
  const before = sent.length;
  drop();
  await pass(1_500);
  return sent.slice(before).filter(({ type }) => type === "page").length;
}

async function run(): Promise<void> {
  document.body.insertAdjacentHTML("beforeend", '<h1>Vera</h1><p class="record">1</p><p class="visitor">v1</p>');
  await import("../src/content/main");
  tell({ type: "page", url: location.href, rule });
  seen["first"] = last();
  tell(view(1, "present"));
  seen["its view"] = text("present");
  put({ h1: "Otto", ".record": "2", ".visitor": "v2" });
  await pass(500);
  seen["second"] = last();
  tell(view(2, "absent"));
  tell(view(1, "joined"));
  tell({ type: "refused", watch: 1, reason: "bad_record" });
  seen["a view and a refusal of the former"] = [text("absent"), text("joined"), text("refused")];
  tell({ type: "do", watch: 1, action: "start", session: "" });
  seen["a choice of the former"] = sent.filter(({ type }) => type === "act").length;
  tell({ type: "do", watch: 2, action: "open", session: "s2" });
  const act = sent.at(-1);
  seen["a choice of its own"] = act?.type === "act" && [act.watch, act.record.id, act.visitorId, act.action, act.session];
  put({ h1: "Nora", ".record": "3" });
  await pass(500);
  seen["half drawn"] = last();
  await pass(3_000);
  seen["the former visitor id after a while"] = last();
  put({ ".visitor": "v2" });
  await pass(500);
  seen["drawn anew"] = last();
  await pass(1_000);
  seen["and left to stand"] = last();
  put({ h1: "Emil", ".record": "4" });
  write("");
  await pass(500);
  seen["emptied"] = last();
  write("v2");
  await pass(2_000);
  seen["written back into the same text"] = last();
  put({ h1: "Ida", ".record": "5" });
  const input = Object.assign(document.createElement("input"), { className: "visitor" });
  document.querySelector(".visitor")?.replaceWith(input);
  await pass(1_200);
  seen["a field that is still empty"] = last();
  input.value = "v5";
  await pass(1_500);
  seen["filled by a script"] = last();
  seen["the worker went before it answered"] = await asksAgain();
  tell({ type: "page", url: location.href, rule });
  const watch = sent.findLast((message) => message.type === "watch");
  tell({ type: "refused", watch: watch?.type === "watch" ? watch.watch : 0, reason: "bad_record" });
  seen["and after it did"] = await asksAgain();
}

void run().catch((why) => (seen["failed"] = String(why))).then(() => (document.title = JSON.stringify(seen)));
