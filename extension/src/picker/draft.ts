/**
 * A rule while a person makes it by pointing: what was pointed at, what became
 * of it on further records, and what is to be done next. Pure: the worker keeps
 * it, and each frame of the page sees it.
 */
import type { Anchor, Field, ObjectRule } from "../protocol.gen";
import { assess, type Assessment, type Reading } from "./assess";

/** What is pointed at. */
export const parts = ["title", "visitorId", "recordId"] as const;
export type Part = (typeof parts)[number];

/** What is asked of the person, in this order. */
export const steps = ["title", "visitorId", "recordId", "type", "anchor", "records", "saved"] as const;
export type Step = (typeof steps)[number];

/** No more records are counted, of those that were opened and of those that agreed. */
const MOST_RECORDS = 1_000;

/** Why a candidate is no longer one. */
export type Dropped = "same" | "missing" | "other";

export interface Candidate {
  field: Field;
  dropped?: Dropped;
}

/** A record that was looked at: what it is called, and its values. */
export interface Seen {
  id: string;
  title: string;
  visitorId: string;
}

/** Which pages of the site show such records. */
export interface Address {
  path: string;
  search: string;
  hash: string;
}

export interface Draft extends Address {
  /** The match pattern of the only site that it is for. */
  site: string;
  /** The rule that is completed or confirmed; empty for a new one. */
  base: string;
  name: string;
  step: Step;
  /** A field that is pointed at once more, after the records began. */
  mending: boolean;
  type: string;
  title: Candidate[];
  visitorId: Candidate[];
  recordId: Candidate[];
  /** Where the button may go: the first counts. */
  anchors: Anchor[];
  seen: Seen[];
  /** The records that were opened while it was tried, by their ids, each once; the last is the one that is open. */
  opened: string[];
  /** The pages that the object which is completed names, as pageOf tells them; empty for a new one. */
  was: string;
  /** Whether a person has what is here confirmed and kept. */
  confirmed: boolean;
  /** What else the object says that is completed: kept as it is. */
  rest: Partial<ObjectRule>;
}

/** What a person did, or a frame found. */
export type Event =
  | { type: "picked"; part: Part; fields: Field[] }
  | { type: "placed"; anchors: Anchor[] }
  | { type: "address"; address: Address; field: Field }
  | { type: "named"; name: string }
  | { type: "mend"; part: Part }
  | { type: "agree"; chosen: { [P in Part]?: string } }
  | { type: "widen"; path: string }
  | { type: "back" }
  | { type: "saved"; id: string; confirmed: boolean };

/** A draft from nothing. */
export function fresh(site: string, name: string): Draft {
  return { site, base: "", name, step: "title", mending: false, type: "", path: "", search: "", hash: "", title: [], visitorId: [], recordId: [], anchors: [], seen: [], opened: [], was: "", confirmed: false, rest: {} };
}

/** A draft of an object that is there, to be confirmed on this site's records. */
export function confirming(site: string, base: string, name: string, object: ObjectRule): Draft {
  const { type, path, search = "", hash = "", title, visitorId, recordId, anchor, draft: _, ...rest } = object;
  const of = (fields: Field[]) => (fields ?? []).map((field) => ({ field }));
  return { ...fresh(site, name), base, step: "records", type, path, search, hash, title: of(title), visitorId: of(visitorId), recordId: of(recordId), anchors: [anchor], was: pageOf(object), rest };
}

/** Which pages an object names: two of a rule that name the same are one. */
export function pageOf({ path, search = "", hash = "", shows = [] }: Pick<ObjectRule, "path" | "search" | "hash" | "shows">): string {
  return JSON.stringify([path, search, hash, shows]);
}

/** The draft after an event. What does not fit the step changes nothing. */
export function next(draft: Draft, event: Event, reading: Reading | null): Draft {
  switch (event.type) {
    case "picked": return picked(draft, event.part, event.fields);
    case "address": return draft.step === "recordId" ? onward({ ...draft, ...event.address, recordId: [{ field: event.field }] }) : draft;
    case "named": return draft.step === "type" ? onward({ ...draft, type: event.name }) : draft;
    case "placed": return placed(draft, event.anchors);
    case "mend": return draft.step === "records" ? { ...draft, step: event.part, mending: true } : draft;
    case "widen": return draft.step === "records" ? { ...draft, path: event.path } : draft;
    case "agree": return draft.step === "records" && reading ? agreed(draft, reading, event.chosen) : draft;
    case "back": return back(draft);
    case "saved": return draft.step === "records" ? { ...draft, step: "saved", base: event.id, confirmed: event.confirmed } : draft;
  }
}

/** A field that is mended is tried anew, and all with it: the records that were seen say nothing of it. */
function picked(draft: Draft, part: Part, fields: Field[]): Draft {
  if (draft.step !== part || fields.length === 0) return draft;
  const made: Draft = { ...draft, [part]: fields.map((field) => ({ field })) };
  if (!draft.mending) return onward(made);
  const others = parts.filter((other) => other !== part);
  return others.reduce<Draft>((all, other) => ({ ...all, [other]: left(all[other]) }), { ...made, step: "records", mending: false, seen: [], opened: [] });
}

/** Where the button goes; once records are looked at, somewhere else. */
function placed(draft: Draft, anchors: Anchor[]): Draft {
  if (anchors.length === 0) return draft;
  if (draft.step === "records") return { ...draft, anchors };
  return draft.step === "anchor" ? onward({ ...draft, anchors }) : draft;
}

function onward(draft: Draft): Draft {
  if (draft.mending) return { ...draft, step: "records", mending: false, seen: [], opened: [] };
  return { ...draft, step: steps[steps.indexOf(draft.step) + 1] ?? draft.step };
}

function back(draft: Draft): Draft {
  if (draft.mending) return { ...draft, step: "records", mending: false };
  const before = steps[steps.indexOf(draft.step) - 1];
  if (!before || draft.step === "saved" || draft.base || draft.seen.length > 0) return draft;
  return { ...draft, step: before };
}

/** A record of which a person says that what is shown is right. What did not follow is dropped. */
function agreed(draft: Draft, reading: Reading, chosen: { [P in Part]?: string }): Draft {
  const now = assess(draft, reading, chosen);
  if (!now.ready || draft.seen.length >= MOST_RECORDS) return draft;
  const judged = parts.reduce<Draft>((all, part) => ({ ...all, [part]: afterwards(all[part], part, now) }), draft);
  const { title, visitorId, recordId } = now.values;
  return { ...judged, seen: [...draft.seen, { id: recordId ?? "", title: title ?? "", visitorId: visitorId ?? "" }] };
}

function afterwards(candidates: Candidate[], part: Part, { verdicts }: Assessment): Candidate[] {
  return candidates.map((candidate, at) => {
    const dropped = candidate.dropped ?? verdicts[part][at];
    return dropped ? { ...candidate, dropped } : candidate;
  });
}

/** The draft with the record that is open among those that were. */
export function noted(draft: Draft, reading: Reading | null): Draft {
  const id = draft.step === "records" && reading?.fits ? assess(draft, reading).values.recordId : undefined;
  if (!id || draft.opened.at(-1) === id || draft.opened.length >= MOST_RECORDS) return draft;
  return { ...draft, opened: [...draft.opened.filter((one) => one !== id), id] };
}

/** How many records were opened: those that count, and those that were left without. */
export function openedOf({ seen, opened }: Draft): number {
  return new Set([...seen.map(({ id }) => id), ...opened.slice(0, -1)]).size;
}

/** The candidates that have followed so far. */
export function left(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ dropped }) => !dropped);
}

/** Whether the visitor id is found by its position alone: where a record leaves a field out, another one may stand there. */
export function isByPosition({ visitorId }: Draft): boolean {
  const all = left(visitorId);
  return all.length > 0 && all.every(({ field }) => /:nth-/.test(field.selector ?? ""));
}

/** Whether it has stood the test: on two records at least, on three where the visitor id has nothing but its position, each field by one candidate at least. */
export function isConfirmed(draft: Draft): boolean {
  const different = new Set(draft.seen.map(({ id }) => id)).size;
  return different >= (isByPosition(draft) ? 3 : 2) && different === draft.seen.length && parts.every((part) => left(draft[part]).length > 0);
}
