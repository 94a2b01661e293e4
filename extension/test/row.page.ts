/** Changes settings in rows as a person does, with a host that answers as a test wants, and leaves what was seen as JSON in the title. */
import messages from "../_locales/en/messages.json";
import { sourceOf } from "../look/messagesource";
import { definitionOf } from "../src/options/definitions";
import { Row } from "../src/options/row";
import type { Setting } from "../src/protocol.gen";
import { Words } from "../src/words";

const words = new Words(sourceOf(messages));
const seen: { [what: string]: unknown } = {};
const asked: string[] = [];
let answer: string | Promise<string> = "";

const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** A row, and what is seen of it: what its control holds, its note, its source. */
function rowOf(key: string, first: Partial<Setting>) {
  const row = new Row(definitionOf(key), words, async (key, json) => (asked.push(`${key}=${json}`), answer));
  const show = (more: Partial<Setting>) => row.show({ key, value: "300", source: "default", own: true, ...more }, []);
  show(first);
  document.body.append(row.node);
  const part = <T extends HTMLElement>(selector: string) => row.node.querySelector<T>(selector);
  const field = () => part<HTMLInputElement>("input, select");
  return {
    show,
    type(text: string) {
      const input = field() as HTMLInputElement;
      if (input.type === "checkbox") input.checked = text === "true";
      else input.value = text;
      input.dispatchEvent(new Event("change"));
      return pass(10);
    },
    press: (key: string) => field()?.dispatchEvent(new KeyboardEvent("keydown", { key })),
    click: (selector: string) => (part(selector)?.click(), pass(10)),
    look: () => [field()?.type === "checkbox" ? String(field()?.checked) : (field()?.value ?? part("output")?.textContent), part(".note")?.textContent, part(".source")?.textContent, field()?.getAttribute("aria-invalid") ?? null],
  };
}

async function refused(): Promise<void> {
  const row = rowOf("waitSeconds", {});
  answer = "too little";
  await row.type("4");
  seen["refused"] = row.look();
  row.show({ value: "120", source: "administrator", origin: "/etc/s.json" });
  seen["told anew, what was typed stays"] = row.look();
  await row.click(".note .link");
  seen["undone"] = row.look();
  await row.type("some");
  seen["no number is not asked"] = [...row.look(), asked.length];
  row.press("Escape");
  seen["escaped"] = row.look();
}

async function counted(): Promise<void> {
  const row = rowOf("waitSeconds", {});
  let done = (_: string) => {};
  answer = new Promise((resolve) => (done = resolve));
  await row.type(" 0600 ");
  seen["on its way"] = row.look();
  done("");
  row.show({});
  seen["the former host tells the former value"] = row.look();
  await pass(2_500);
  seen["saved, and not yet counted"] = row.look();
  row.show({ value: "600", source: "person" });
  seen["counted"] = row.look();
  answer = "";
  await row.click(".source .link");
  row.show({});
  seen["taken back"] = row.look();
}

async function locked(): Promise<void> {
  const row = rowOf("showPage", { value: "true" });
  answer = "the administrator has locked showPage";
  await row.type("false");
  seen["a refused switch goes back"] = row.look();
  row.show({ value: "true", source: "policy", locked: true, own: false });
  seen["locked meanwhile"] = row.look();
}

async function run(): Promise<void> {
  await refused();
  await counted();
  await locked();
  seen["asked"] = asked;
}

void run().catch((why) => (seen["failed"] = String(why))).then(() => (document.title = JSON.stringify(seen)));
