/** Runs the content script on a page that shows two records side by side, with a worker that says what a test wants, and leaves what was seen as JSON in the title. */
import type { FromPage, PageRule, ToPage } from "../src/messages";
import type { View } from "../src/protocol.gen";

const rule: PageRule = {
  system: "crm", keyPattern: "", style: "",
  objects: [{
    type: "contact", path: "/*", region: "section", visitorId: [{ selector: ".visitor" }], recordId: [{ selector: ".record" }], title: [{ selector: "h2" }],
    anchor: { selector: "h2", side: "below" }, also: [{ selector: ".foot", side: "below" }],
  }],
};
const sent: FromPage[] = [];
const seen: { [what: string]: unknown } = {};
const roots: ShadowRoot[] = [];
let tell: (message: ToPage) => void = () => {};

const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  roots.push(root);
  return root;
};
const port = { postMessage: (message: FromPage) => void sent.push(message), onMessage: { addListener: (listener: typeof tell) => (tell = listener) }, onDisconnect: { addListener() {} }, disconnect() {} };
const getMessage = (key: string, [name]: string[] = []) => (key.startsWith("group_label") ? `${key} ${name ?? ""}` : key);
(globalThis as { chrome?: unknown }).chrome = { runtime: { id: "abc", connect: () => port }, i18n: { getMessage, getUILanguage: () => "en" } };

const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const view = (watch: number, face: View["face"]): ToPage => ({ type: "view", watch, view: { watch: `w${watch}`, revision: 1, face, presence: "neutral", actions: ["start"] } });
const section = (id: string, name: string) => `<section><h2>${name}</h2><p class="record">${id}</p><p class="visitor">v${id}</p><p class="foot">x</p></section>`;
/** The watches since the last time: the region, the number, the record, the visitor id. */
let told = 0;
const watches = () => sent.slice(told, (told = sent.length)).flatMap((said) => (said.type === "watch" ? [[said.region ?? 0, said.watch, said.record?.id ?? "", said.visitorId]] : []));
/** The buttons that are in the page: whose they are, and their face. */
const buttons = () => roots.filter(({ host }) => host.isConnected && (host as HTMLElement).checkVisibility()).map((root) => `${root.querySelector(".glance")?.getAttribute("aria-label")}: ${/face_(\w+?)_words/.exec(root.textContent ?? "")?.[1] ?? ""}`).sort();

async function run(): Promise<void> {
  document.body.insertAdjacentHTML("beforeend", section("1", "Vera") + section("2", "Walter"));
  await import("../src/content/main");
  tell({ type: "page", url: location.href, rule });
  seen["both are watched"] = watches();
  tell(view(1, "present"));
  tell(view(2, "absent"));
  seen["each place of each"] = buttons();
  tell({ type: "do", watch: 2, action: "start", session: "" });
  const act = sent.at(-1);
  seen["a choice for the second"] = act?.type === "act" && [act.region, act.watch, act.record.id, act.visitorId];
  document.querySelectorAll("section")[1]!.outerHTML = section("3", "Nora");
  await pass(500);
  seen["the second is another"] = watches();
  seen["the first stays"] = buttons();
  document.querySelector("section .visitor")!.textContent = "v9";
  tell({ type: "do", watch: 1, action: "start", session: "" });
  seen["the first was changed under a choice"] = sent.slice(told).filter(({ type }) => type === "act").length;
  await pass(1_500);
  seen["and is watched anew when that stood"] = watches().at(-1);
  document.querySelector("section")!.remove();
  await pass(500);
  seen["one is left"] = watches();
  seen["which is named no more"] = buttons();
}

void run().catch((why) => (seen["failed"] = String(why))).then(() => (document.title = JSON.stringify(seen)));
