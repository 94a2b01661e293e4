/** Has a page go to records by itself, as when a call brings one up, and leaves what was seen as JSON in the title. */
import type { FromPage, PageRule, ToPage } from "../src/messages";

const rule: PageRule = {
  system: "crm", keyPattern: "", style: "",
  objects: [{ type: "contact", path: "/*", hash: "#/contacts/:id", visitorId: [{ selector: ".visitor" }], recordId: [{ path: "id" }], title: [{ selector: "h1" }], anchor: { selector: "h1", side: "below" } }],
};
const sent: FromPage[] = [];
const seen: { [what: string]: unknown } = {};
let tell: (message: ToPage) => void = () => {};

const port = {
  postMessage: (message: FromPage) => void sent.push(message),
  onMessage: { addListener: (listener: typeof tell) => (tell = listener) },
  onDisconnect: { addListener() {} },
  disconnect() {},
};
(globalThis as { chrome?: unknown }).chrome = { runtime: { id: "abc", connect: () => port, getURL: () => "chrome-extension://abc/" }, i18n: { getMessage: (key: string) => key, getUILanguage: () => "en" } };

const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const draw = (name: string, visitor: string) => (document.querySelector("main")!.innerHTML = `<h1>${name}</h1><p class="visitor">${visitor}</p>`);
const last = () => {
  const said = sent.findLast((message) => message.type === "watch");
  return said?.type === "watch" && [said.record?.id, said.visitorId, said.why ?? ""];
};

/** Goes to an address as a router does, and is told its rule. */
function go(address: string): void {
  history.pushState(null, "", `#${address}`);
  tell({ type: "page", url: location.href, rule });
}

async function run(): Promise<void> {
  document.body.append(document.createElement("main"));
  await import("../src/content/main");
  go("/worklist");
  draw("Worklist", "v1");
  await pass(10_500);
  go("/contacts/2");
  document.querySelector("h1")!.textContent = "Walter";
  await pass(3_000);
  seen["beside another's preview"] = last();
  draw("Walter", "v2");
  await pass(2_000);
  seen["its own"] = last();
  go("/worklist");
  document.querySelector("main")!.replaceChildren();
  await pass(10_500);
  go("/contacts/3");
  draw("Nora", "v3");
  await pass(1_500);
  seen["where nothing stood"] = last();
}

void run().catch((why) => (seen["failed"] = String(why))).then(() => (document.title = JSON.stringify(seen)));
