/** Asks pages of several manners before a session, and leaves what they said as JSON in the title. */
import { askPage, asksPage } from "../src/content/before";

const seen: { [what: string]: unknown } = {};
type Asked = { id: string; action: string; record: object };
const answer = (said: unknown) => document.dispatchEvent(new CustomEvent("glance:session-answer", { detail: typeof said === "string" ? said : JSON.stringify(said) }));
const later = (milliseconds: number, then: () => void) => void setTimeout(then, milliseconds);

/** What a page that listens so makes of a start, and how long that takes, in tenths of a second. */
async function ask(listen: (asked: Asked, event: CustomEvent) => void): Promise<unknown> {
  const heard = (event: Event) => listen(JSON.parse((event as CustomEvent).detail), event as CustomEvent);
  document.addEventListener("glance:before-session", heard);
  const began = performance.now();
  const { stop, sentence } = await askPage("start", { type: "contact", id: "42" });
  document.removeEventListener("glance:before-session", heard);
  return [stop, sentence, Math.round((performance.now() - began) / 100)];
}

async function run(): Promise<void> {
  let told: unknown;
  seen["nobody listens"] = await ask((asked) => (told = { ...asked, id: /^[0-9a-f-]{36}$/.test(asked.id) }));
  seen["what it is told"] = told;
  seen["prevented"] = await ask((_, event) => event.preventDefault());
  seen["prevented, with a sentence"] = await ask(({ id }, event) => (answer({ id, stop: "Consent is missing." }), event.preventDefault()));
  seen["stopped"] = await ask(({ id }) => void answer({ id, stop: "Consent is missing." }));
  seen["a note"] = await ask(({ id }) => void answer({ id, note: "Speaks French." }));
  seen["stopped after a while"] = await ask(({ id }) => (answer({ id, wait: true }), later(700, () => answer({ id, stop: "No." }))));
  seen["allowed after a while"] = await ask(({ id }) => (answer({ id, wait: true }), later(700, () => answer({ id }))));
  seen["asks for more time again and again"] = await ask(({ id }) => [0, 500, 1_000, 1_500].forEach((at) => later(at, () => answer({ id, wait: true }))) ?? answer({ id, wait: true }));
  seen["too late"] = await ask(({ id }) => (answer({ id, wait: true }), later(2_500, () => answer({ id, stop: "No." }))));
  seen["late, without having asked for time"] = await ask(({ id }) => later(10, () => answer({ id, stop: "No." })));
  seen["another's answer"] = await ask(() => void answer({ id: "0", stop: "No." }));
  seen["nonsense"] = await ask(({ id }) => [answer("{"), answer("null"), answer("7"), answer({ id: [id], stop: "No." }), answer("x".repeat(3_000))].length);
  seen["no text"] = await ask(({ id }) => void document.dispatchEvent(new CustomEvent("glance:session-answer", { detail: { id, stop: "No." } })));
  seen["a flood"] = await ask(({ id }) => { for (let i = 0; i < 500; i++) answer({ id, stop: "No." }); });
  seen["a flood, and then prevented"] = await ask(({ id }, event) => { event.preventDefault(); for (let i = 0; i < 500; i++) answer({ id: "0" }); answer({ id, stop: "No." }); });
  seen["a long sentence"] = await ask(({ id }) => void answer({ id, stop: "é".repeat(900) })).then((said) => (said as [boolean, string, number])[1].length);
  seen["control characters"] = await ask(({ id }) => void answer({ id, note: " one\n\ttwo\u0000\u202e\u200b *three* \ud800" }));
  seen["a stop that is no text"] = await ask(({ id }) => void answer({ id, stop: true, note: 7 }));
  seen["what is asked about"] = ["start", "join", "open", "key", "confirm", "cancel", "end", "look", "dismiss", "reject", "sign_in"].filter((action) => asksPage(action as "start"));
}

void run().catch((why) => (seen["failed"] = String(why?.stack ?? why))).then(() => (document.title = JSON.stringify(seen)));
