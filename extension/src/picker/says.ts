/**
 * What a picker in a page and the worker say to each other, and how the worker
 * reads it: each part of it bounded, for a page's script may be a hostile
 * renderer. It can say only what a person may do with the site it is on.
 */
import type { Anchor, Field } from "../protocol.gen";
import { grantFor } from "../match";
import type { Found, Reading } from "./assess";
import { parts, type Address, type Draft, type Part } from "./draft";

/** What one frame found of a draft's candidates; null for those that are not its own. */
export type FoundHere = { [P in Part]: (Found | null)[] };

/** Values of fields, as far as they are certain. */
export type Values = { [P in Part]?: string };

/** Of any frame: what was pointed at, and what is found. Of the page's own frame: all. */
export type FromPicker =
  | { type: "picked"; part: Part; fields: Field[]; value?: string } // value: what is shown there, so that no part of a frame's address is kept that says it
  | { type: "found"; url: string; fits: boolean; anchored: boolean; found: FoundHere }
  | { type: "frames"; site?: string } // there may be new ones; site: that of one which was pointed at and does not answer, as a match pattern
  | { type: "placed"; anchors: Anchor[] }
  | { type: "address"; address: Address; field: Field }
  | { type: "named"; name: string }
  | { type: "mend"; part: Part }
  | { type: "agree"; chosen: Values; values: Values; page: string } // values: what was seen when it was said
  | { type: "widen"; path: string }
  | { type: "back" }
  | { type: "save"; name: string; confirm: boolean; environment?: string } // empty: the settings' own; absent: it was not asked for
  | { type: "leave" };

export type ToPicker =
  | { type: "state"; state: PickerState }
  | { type: "leave" };

/** What is seen and done next. */
export interface PickerState {
  draft: Draft;
  reading: Reading | null;
  keyPattern: string;
  /** The environments of which a person has to choose the one that these pages belong to, or none of them; none where that is known. */
  environments: string[];
  /** The hosts of the page's frames that answer, each once. */
  frames: string[];
  saving: boolean;
  /** Why it was not saved, as a sentence of the host's, or "away" where there is none. */
  mistake: string;
}

const LONGEST = { value: 300, url: 8_000, selector: 500, label: 200, path: 500, name: 100, environment: 31, page: 60_000 };
const MOST_FIELDS = 10;
const MOST_FOUND = 40;

type Said = { [name: string]: unknown };

/** Reads a message; null where it is none, or a part of it is out of bounds. */
export function readPicker(message: unknown, top: boolean): FromPicker | null {
  if (typeof message !== "object" || message === null) return null;
  const said = message as Said;
  if (said["type"] === "picked") return readPicked(said);
  if (said["type"] === "found") return readFound(said);
  return top ? readTop(said) : null;
}

function readTop(said: Said): FromPicker | null {
  const { type } = said;
  switch (type) {
    case "back": case "leave": return { type };
    case "frames": return isSite(said["site"]) ? { type, site: said["site"] } : { type };
    case "placed": return readPlaced(said);
    case "address": return readAddress(said);
    case "named": return isText(said["name"], 60) && /^[A-Za-z0-9_.-]+$/.test(said["name"]) ? { type, name: said["name"] } : null;
    case "mend": return isPart(said["part"]) ? { type, part: said["part"] } : null;
    case "widen": return isText(said["path"], LONGEST.path) && said["path"].startsWith("/") ? { type, path: said["path"] } : null;
    case "agree": return readAgree(said);
    case "save": return readSave(said);
    default: return null;
  }
}

function readSave({ name, confirm, environment }: Said): FromPicker | null {
  if (!isText(name, LONGEST.name) || name === "" || (environment !== undefined && !isText(environment, LONGEST.environment))) return null;
  return { type: "save", name, confirm: confirm === true, ...(environment === undefined ? {} : { environment }) };
}

function readPicked({ part, fields, value }: Said): FromPicker | null {
  if (!isPart(part) || !Array.isArray(fields) || fields.length === 0 || fields.length > MOST_FIELDS) return null;
  const read = fields.map(readField);
  return read.every((field) => field !== null) ? { type: "picked", part, fields: read, ...(isText(value, LONGEST.value) ? { value } : {}) } : null;
}

function readField(value: unknown): Field | null {
  const { label, selector, attribute, link, path, query, declared } = (value ?? {}) as Said;
  if (isText(label, LONGEST.label) && label) return { label };
  if (isText(path, 50) && path) return { path };
  if (isText(query, 100) && query) return { query };
  if (declared === "visitor-id" || declared === "record-id" || declared === "title") return { declared };
  if (!isText(selector, LONGEST.selector) || !selector) return null;
  if (isText(link, LONGEST.path) && link) return { selector, link };
  return { selector, ...(isText(attribute, 100) && attribute ? { attribute } : {}) };
}

function readFound({ url, fits, anchored, found }: Said): FromPicker | null {
  if (!isText(url, LONGEST.url) || typeof found !== "object" || found === null) return null;
  const read = parts.map((part) => [part, readAll((found as Said)[part])] as const);
  if (!read.every(([, all]) => all !== null)) return null;
  return { type: "found", url, fits: fits === true, anchored: anchored === true, found: Object.fromEntries(read) as FoundHere };
}

function readAll(value: unknown): (Found | null)[] | null {
  if (!Array.isArray(value) || value.length > MOST_FOUND) return null;
  return value.map((one: Said | null) => {
    const kind = one?.["kind"];
    if (kind === "value" && isText(one?.["value"], LONGEST.value)) return { kind, value: one["value"] };
    return kind === "none" || kind === "hidden" || kind === "two" ? { kind } : null;
  });
}

function readPlaced({ anchors }: Said): FromPicker | null {
  if (!Array.isArray(anchors) || anchors.length === 0 || anchors.length > MOST_FIELDS) return null;
  const read = anchors.map(readAnchor);
  return read.every((anchor) => anchor !== null) ? { type: "placed", anchors: read } : null;
}

function readAnchor(value: unknown): Anchor | null {
  const { selector, side } = (value ?? {}) as Said;
  if (side === "dock") return { side };
  if (side !== "after" && side !== "before" && side !== "below") return null;
  return isText(selector, LONGEST.selector) && selector ? { selector, side } : null;
}

function readAddress({ address, field }: Said): FromPicker | null {
  const { path, search, hash } = (address ?? {}) as Said;
  const read = readField(field);
  if (!read || !isText(path, LONGEST.path) || !path.startsWith("/") || !isText(search, LONGEST.path) || !isText(hash, LONGEST.path)) return null;
  return { type: "address", address: { path, search, hash }, field: read };
}

function readAgree({ chosen, values, page }: Said): FromPicker | null {
  return isText(page, LONGEST.page) ? { type: "agree", chosen: readValues(chosen), values: readValues(values), page } : null;
}

function readValues(value: unknown): Values {
  const said = (value ?? {}) as Said;
  return Object.fromEntries(parts.flatMap((part) => (isText(said[part], LONGEST.value) ? [[part, said[part]]] : [])));
}

/** Whether it is a match pattern of one whole site. */
function isSite(value: unknown): value is string {
  return isText(value, LONGEST.name * 3) && grantFor(value) === value && !value.includes("*.");
}

function isPart(value: unknown): value is Part {
  return parts.includes(value as Part);
}

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}
