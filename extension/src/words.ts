/**
 * Words from _locales, by what they stand for. A message of "-" says that
 * nothing is meant to stand there; one that is missing fails a test.
 */
import { pagePrefix, type Action, type Face, type Reason, type Record, type Warning } from "./protocol.gen";
import type { HostState } from "./messages";

/** Where messages come from: chrome.i18n, or a test's own copy. $1 is a name, $2 a key. Empty where there is none. */
export type Source = (key: string, parts: string[]) => string;

/** Reasons for which the page alone is enough to know. */
export const localReasons = ["field_missing", "two_values", "disagree", "hidden", "same_customer", "too_many", "several", "other_contact", "nobody", "page_stopped"] as const;
export type LocalReason = (typeof localReasons)[number];

/** What a face says. */
export interface FaceWords {
  words: string;
  next: string;
  say: string;
}

export class Words {
  #source: Source;
  /** Messages without a name, and those that there are not: asking the browser for one takes as long as drawing it. */
  #known = new Map<string, string>();

  constructor(source: Source = (key, parts) => chrome.i18n.getMessage(key, parts)) {
    this.#source = source;
  }

  /** One message; with a name where the customer's is known and the message has a variant for it. */
  get(key: string, name = "", also = ""): string {
    const text = (name && this.#message(`${key}_named`, name, also)) || this.#message(key, name, also);
    return text === "-" ? "" : text;
  }

  #message(key: string, name = "", also = ""): string {
    const known = this.#known.get(key);
    if (known === "" || (known !== undefined && !name && !also)) return known;
    const text = this.#source(key, [name, also]);
    if (text === "" || (!name && !also)) this.#known.set(key, text);
    return text;
  }

  /** A face's words; the first of the kinds that has its own gives them. A face of a newer host shows its code. */
  face(face: Face, name: string, key = "", ...kinds: (string | undefined)[]): FaceWords {
    const known = face === "joined" || face === "confirm" ? name : firstName(name);
    const kind = kinds.find((kind) => kind && this.#message(`face_${face}_${kind}_words`));
    const own = kind ? `face_${face}_${kind}` : `face_${face}`;
    const part = (part: string) => this.get(`${own}_${part}`, known, key);
    return { words: part("words") || face, next: part("next"), say: part("say") };
  }

  /** Without a host there is no face; its place has words of its own. */
  host(state: HostState): FaceWords {
    return { words: this.get(`host_${state}_words`), next: this.get(`host_${state}_next`), say: this.get(`host_${state}_why`) };
  }

  /** Why a page leaves it uncertain, and which of its fields do. */
  local(reason: LocalReason, fields = ""): FaceWords {
    return { words: this.get(`local_${reason}_words`), next: "", say: this.get(`local_${reason}_why`, fields) };
  }

  action(action: Action, face: Face, kind = ""): string {
    return (kind && this.get(`action_${action}_${kind}`)) || this.get(`action_${action}_${face}`) || this.get(`action_${action}`);
  }

  /** One sentence for what speaks against this being the one customer; the code itself as with reasons. */
  warning({ kind, title }: Warning): string {
    return this.get(`warning_${kind}`, title) || kind;
  }

  /** One sentence; the code itself where a newer host knows a reason that this build does not. */
  reason(reason: Reason): string {
    return this.get(`reason_${reason}`) || reason;
  }
}

/** What a record is called beside others; empty where it is not certain which it is. */
export function nameOf({ title, id }: Record): string {
  return title || (id.startsWith(pagePrefix) ? "" : id);
}

/** What an agent calls a customer: the first name, also of "Visitor, Vera". Empty where there is none. */
export function firstName(name: string): string {
  const [last, first] = name.split(",", 2);
  const word = (first ?? last ?? "").trim().split(/\s+/, 1)[0] ?? "";
  return word.length <= 24 ? word : "";
}

/** Tells an element's language and direction: those of the words that are there, which a browser in another language gets too. */
export function giveLanguage(node: HTMLElement, words: Words): void {
  node.lang = words.get("language");
  node.dir = words.get("direction") || "ltr";
}
