/** What the worker makes of a draft, and of what a picker's frames say of it. */
import { framePattern } from "../picker/address";
import type { Found } from "../picker/assess";
import { grantFor } from "../match";
import { confirming, fresh, parts, type Draft } from "../picker/draft";
import type { Example } from "../picker/save";
import type { FoundHere, FromPicker, PickerState, ToPicker } from "../picker/says";
import type { ObjectRule, SiteRule } from "../protocol.gen";

/** What is kept of a picker, in memory only: it holds customers' values. */
export interface Kept {
  draft: Draft;
  examples: Example[];
  /** Until when the grant of its site is awaited, as a time; 0 where it was given. */
  asked: number;
  /** The objects that its page may be of, by the address: where there are several, the page tells which. */
  objects: ObjectRule[];
  /** The site of a frame that was pointed at and does not answer; empty where there is none. */
  barred: string;
}

/** A frame that answers. */
export interface Frame {
  url: string;
  found: FoundHere | null;
  fits: boolean;
  anchored: boolean;
  post(message: ToPicker): void;
}

/** A draft for a page: of the base's object that names it, or of a new one. */
export function draftOf(url: string, base: SiteRule | null, object: ObjectRule | undefined): Draft {
  const { hostname } = new URL(url);
  const site = `https://${hostname}/*`;
  if (base && object) return confirming(site, base.id, base.name, object);
  return { ...fresh(site, base?.name ?? hostname), base: base?.id ?? "" };
}

/** The draft of another object of its rule. */
export function ofObject(draft: Draft, object: ObjectRule | undefined): Draft {
  return object ? confirming(draft.site, draft.base, draft.name, object) : draft;
}

/** The sites that a draft's pages and the frames of its fields are of, as match patterns. */
export function sitesOf(draft: Draft): string[] {
  const frames = parts.flatMap((part) => draft[part].flatMap(({ field: { frame } }) => (frame ? [grantFor(frame)] : [])));
  return [draft.site, ...frames];
}

/** What was pointed at in a frame is looked for there. */
export function inFrame(said: Extract<FromPicker, { type: "picked" }>, url: string): Extract<FromPicker, { type: "picked" }> {
  const frame = framePattern(url, said.value);
  const fields = said.fields.filter(({ label, selector }) => label || selector);
  return { ...said, fields: fields.map((field) => ({ ...field, frame })) };
}

/** What a frame is told: which fields it looks for, and nothing of what the page around it or another record shows. */
export function forFrame(state: PickerState): PickerState {
  return { ...state, draft: { ...state.draft, seen: [], opened: [] }, reading: null };
}

/** What the frames that look for one candidate found: values that differ are two. */
export function together(found: (Found | null)[]): Found {
  const values = new Set(found.flatMap((one) => (one?.kind === "value" ? [one.value] : [])));
  const [value] = values;
  if (values.size > 1 || found.some((one) => one?.kind === "two")) return { kind: "two" };
  if (value !== undefined) return { kind: "value", value };
  return { kind: found.some((one) => one?.kind === "hidden") ? "hidden" : "none" };
}

/** A redacted page as the page's script made it; its address and its visitor id stand in it. */
export function exampleOf({ type }: Draft, page: string): Example {
  const { url = "", visitorId = "" } = parsed(page);
  return { type, page, url: String(url).slice(0, 2_000), visitorId: String(visitorId).slice(0, 100) };
}

function parsed(page: string): { url?: unknown; visitorId?: unknown } {
  try {
    return JSON.parse(page) as object;
  } catch {
    return {};
  }
}
