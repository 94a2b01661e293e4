/**
 * What the page that is open says of a draft: which value each field has, which
 * candidates followed from the records before, and why not. A candidate that
 * shows a former record's value on another one, or nothing, did not follow.
 */
import { saysNone } from "./admit";
import type { Draft, Dropped, Part } from "./draft";
import { parts } from "./draft";

/** What one candidate found. */
export type Found = { kind: "value"; value: string } | { kind: "none" | "hidden" | "two" };

/** What a page says: its address, and what each candidate found in it. */
export interface Reading {
  url: string;
  /** Whether the address is one of the draft's. */
  fits: boolean;
  /** Whether the place for the button is there. */
  anchored: boolean;
  found: { [P in Part]: Found[] };
}

/** Why a page does not count as a record yet, and of which field. */
export interface Problem {
  why: "other_page" | "same_record" | "missing" | "hidden" | "two" | "empty" | "same" | "choose" | "bad_id" | "no_place";
  part?: Part;
}

export interface Assessment {
  /** The value of each field, where it is certain. */
  values: { [P in Part]?: string };
  /** The values to choose from, where candidates disagree. */
  choices: { [P in Part]?: string[] };
  /** Why each candidate would be dropped, at its place; "" keeps it. */
  verdicts: { [P in Part]: (Dropped | "")[] };
  problem: Problem | null;
  /** Whether the record may be counted. */
  ready: boolean;
}

/** Judges a page for a draft; chosen are values that a person took where candidates disagree. */
export function assess(draft: Draft, reading: Reading, chosen: { [P in Part]?: string } = {}, fits: (visitorId: string) => boolean = () => true): Assessment {
  const judged = Object.fromEntries(parts.map((part) => [part, judge(draft, part, part === "visitorId" ? reading.found[part].map(emptied) : reading.found[part], chosen[part])])) as { [P in Part]: Judged };
  const values = pick(judged, ({ value }) => value);
  const problem = problemOf(draft, reading, judged, values, fits);
  return { values, choices: pick(judged, ({ choices }) => choices), verdicts: pick(judged, ({ verdicts }) => verdicts) as Assessment["verdicts"], problem, ready: problem === null };
}

/** What says that there is no visitor id is an empty field. */
function emptied(found: Found): Found {
  return found.kind === "value" && saysNone(found.value) ? { kind: "value", value: "" } : found;
}

interface Judged {
  value?: string;
  choices?: string[];
  verdicts: (Dropped | "")[];
  why: Problem["why"] | "";
}

function pick<T>(judged: { [P in Part]: Judged }, of: (one: Judged) => T | undefined): { [P in Part]?: T } {
  const all = parts.flatMap((part) => {
    const value = of(judged[part]);
    return value === undefined ? [] : [[part, value]];
  });
  return Object.fromEntries(all);
}

function judge(draft: Draft, part: Part, found: Found[], chosen: string | undefined): Judged {
  const open = draft[part].map(({ dropped }, at) => (dropped ? null : (found[at] ?? { kind: "none" as const })));
  const values = open.flatMap((one) => (one?.kind === "value" ? [one.value] : []));
  const former = new Set(draft.seen.map((seen) => (part === "recordId" ? seen.id : seen[part])));
  const full = [...new Set(values.filter((value) => value !== ""))];
  const news = full.filter((value) => !former.has(value));
  const value = chosen !== undefined && full.includes(chosen) ? chosen : news.length === 1 ? news[0] : full.length === 1 ? full[0] : undefined;
  const verdicts = open.map((one) => (one === null ? "" : verdict(one, value, former)));
  if (value !== undefined) return { value, verdicts, why: former.has(value) ? "same" : "" };
  if (full.length > 1) return { choices: full, verdicts, why: "choose" };
  return { verdicts, why: nothing(open, values) };
}

function verdict(one: Found, value: string | undefined, former: ReadonlySet<string>): Dropped | "" {
  if (one.kind !== "value" || one.value === "") return "missing";
  if (one.value === value) return "";
  return former.has(one.value) ? "same" : "other";
}

function nothing(open: (Found | null)[], values: string[]): Problem["why"] {
  if (values.length > 0) return "empty";
  const kinds = open.flatMap((one) => (one ? [one.kind] : []));
  return kinds.includes("two") ? "two" : kinds.includes("hidden") ? "hidden" : "missing";
}

function problemOf(draft: Draft, reading: Reading, judged: { [P in Part]: Judged }, values: { [P in Part]?: string }, fits: (visitorId: string) => boolean): Problem | null {
  if (!reading.fits) return { why: "other_page" };
  if (judged.recordId.why === "same") return { why: "same_record" };
  const order: Part[] = ["recordId", "title", "visitorId"];
  const part = order.find((part) => judged[part].why !== "");
  if (part) return { why: judged[part].why as Problem["why"], part };
  if (!fits(values.visitorId ?? "")) return { why: "bad_id", part: "visitorId" };
  return reading.anchored || draft.anchors[0]?.side === "dock" ? null : { why: "no_place" };
}
