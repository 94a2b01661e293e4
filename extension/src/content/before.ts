/**
 * Asks the page before a session begins, where its rule says so: it may stop
 * the start or say a sentence, and can begin nothing by itself. What it is told
 * is in its own pages already: the record's type and id, and what was pressed.
 * docs/page-help.md is the page's side of it.
 */
import type { Action } from "../protocol.gen";

const ASK = "glance:before-session";
const ANSWER = "glance:session-answer";
/** How long a page that asked for time may take, in milliseconds. */
const LONGEST = 2_000;
/** Answers of a page that are heard; one that says more is not asked at all. */
const MOST_ANSWERS = 20;
/** The longest answer, and the longest sentence that is shown of it, in UTF-16 units. */
const LONGEST_ANSWER = 2_000;
const LONGEST_SENTENCE = 200;

/** What asks a customer, or opens a viewer. */
const asking: ReadonlySet<Action> = new Set<Action>(["start", "join", "open", "key", "confirm"]);

/** What the page said; the sentence is its own, plain text and short, and empty where it gave none. */
export interface Advice {
  stop: boolean;
  sentence: string;
}

interface Answer {
  id?: unknown;
  wait?: unknown;
  stop?: unknown;
  note?: unknown;
}

const silent: Advice = { stop: false, sentence: "" };

export function asksPage(action: Action): boolean {
  return asking.has(action);
}

/** Asks, and waits where the page wants time. A page that does not listen, answers late or floods is as one that says nothing. */
export function askPage(action: Action, record: { type: string; id: string }): Promise<Advice> {
  const id = crypto.randomUUID();
  return new Promise((resolve) => {
    const stopped = new AbortController();
    const said: { answers: number; waits: boolean; advice: Advice; asked: boolean } = { answers: 0, waits: false, advice: silent, asked: false };
    const end = (advice: Advice) => {
      stopped.abort();
      resolve(advice);
    };
    document.addEventListener(ANSWER, (event) => {
      if (++said.answers > MOST_ANSWERS) return end(silent);
      const answer = readAnswer(event, id);
      if (!answer) return;
      said.advice = adviceOf(answer);
      said.waits = answer.wait === true;
      if (said.asked && !said.waits) end(said.advice);
    }, { signal: stopped.signal });
    const detail = JSON.stringify({ id, action, record: { type: record.type, id: record.id } });
    const prevented = !document.dispatchEvent(new CustomEvent(ASK, { cancelable: true, detail }));
    said.asked = true;
    if (prevented) return end({ stop: true, sentence: said.advice.stop ? said.advice.sentence : "" });
    if (!said.waits) return end(said.advice);
    setTimeout(() => end(silent), LONGEST);
  });
}

function readAnswer(event: Event, id: string): Answer | null {
  const { detail } = event as CustomEvent<unknown>;
  if (typeof detail !== "string" || detail.length > LONGEST_ANSWER) return null;
  try {
    const answer = JSON.parse(detail) as Answer | null;
    return answer?.id === id ? answer : null;
  } catch {
    return null;
  }
}

function adviceOf({ stop, note }: Answer): Advice {
  return { stop: typeof stop === "string", sentence: plain(stop ?? note) };
}

/** One line of plain text: what draws nothing, or turns the direction of what follows, is not in it. */
function plain(said: unknown): string {
  if (typeof said !== "string") return "";
  const line = said.replace(/\s+/g, " ").replace(/[\p{C}]/gu, "").trim();
  return line.length > LONGEST_SENTENCE ? line.slice(0, LONGEST_SENTENCE - 1) + "…" : line;
}
