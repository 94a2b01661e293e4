/** Reads the records that the page shows, by its rule: one, or one in each of its regions. */
import { maxAddress, maxID, maxTitle, maxVisitorID, pagePrefix } from "../protocol.gen";
import type { Anchor, Field, ObjectRule, Reason } from "../protocol.gen";
import { maxRegions, type FrameReport, type PageRule } from "../messages";
import type { LocalReason } from "../words";
import { pathGroups, type Groups } from "./address";
import type { Stood } from "./belief";
import { flatChildren, flatParent, within } from "./flat";
import type { Read } from "./follow";
import { asked, resolve, Sight, type Resolved } from "./resolve";
import { labelsOf } from "./sight";
import { visible } from "./seen";
import { plainLabel, survey } from "./survey";
import { begin, normalise } from "./value";

/**
 * What one region of the page shows. With a reason, the visitor is not certain,
 * and read has none. Nodes are to be watched.
 */
export interface Reading {
  /** The region's element; null: the page is one. */
  element: Element | null;
  read: Read;
  reason: LocalReason | Reason | "";
  /** Whether the record itself is not certain: read then has what stands for it. */
  vague?: boolean;
  object: ObjectRule;
  /** The places of its button that are on the page. */
  places: { element: Element | null; side: Anchor["side"] }[];
  nodes: Node[];
  /** What is to be watched for its place only, not for what is in it. */
  ways: Node[];
  /** Whether nothing is missing that could come. */
  whole: boolean;
  /** What holds the visitor id; others, where the page drew it anew. None where the address has it, or it was not found. */
  marks: unknown[];
  /** The candidates that disagree, as the rule names them. */
  fields?: string[];
}

/** What a page shows. Coming: its address is a record's, and what it is to show is not there. */
export interface PageReading {
  readings: Reading[];
  coming: boolean;
  roots: readonly ParentNode[];
}

/** The reading of a page. */
export function readPage(rule: PageRule, url: string, reports: readonly FrameReport[] = []): PageReading {
  const objects = rule.objects.map((object) => ({ object, groups: pathGroups(object, url) })).filter(({ object, groups }) => groups && object.recordId.some(({ query }) => !query || groups[`?${query}`]?.[0]));
  const roots = objects.length > 0 ? survey().seek(rule.objects.flatMap(labelled)).roots : [];
  const sight = new Sight([], null, { roots });
  let coming = false;
  const regions: Region[] = [];
  for (const { object, groups } of objects) {
    if (!groups) continue;
    const signs = object.region ? [] : signsOf(object, sight);
    if (!signs || (!object.region && regions.length > 0)) coming = true;
    else if (object.region) coming = !addRegions(regions, object, groups, sight) || coming;
    else return { readings: [readRecord(rule, object, url, groups, new Sight(fieldsOf(object), null, { roots, reports }), null, signs)], coming: false, roots };
  }
  return { readings: readRegions(rule, regions, url, roots, reports), coming: coming && regions.length === 0, roots };
}

/** The visitor ids that are in sight on a page that shows no certain record. */
export function standing(rule: PageRule): Omit<Stood, "at"> {
  const { roots } = survey().seek(rule.objects.flatMap(labelled));
  const all = rule.objects.map((object) => asked(object.visitorId, {}, new Sight(fieldsOf(object), null, { roots })));
  return { values: all.flatMap(({ answers }) => answers.flatMap((answer) => (answer.kind === "value" ? answer.value : []))), nodes: all.flatMap(({ marks }) => marks) };
}

/** A region that was found, with what its page's address tells. */
interface Region {
  element: Element;
  object: ObjectRule;
  groups: Groups;
  signs: Node[];
}

function readRegions(rule: PageRule, regions: readonly Region[], url: string, roots: readonly ParentNode[], reports: readonly FrameReport[]): Reading[] {
  const among = regions.length > 1;
  return regions.slice(0, maxRegions).map(({ element, object, groups, signs }) => {
    const without = regions.map((other) => other.element).filter((other) => other !== element && within(other, element));
    return readRecord(rule, object, url, groups, new Sight(fieldsOf(object), element, { without, reports, among, roots }), element, signs);
  });
}

/** Adds an object's visible regions, in the page's order, and tells whether there are any. */
function addRegions(regions: Region[], object: ObjectRule, groups: Groups, sight: Sight): boolean {
  const before = regions.length;
  for (const element of sight.select(object.region ?? "")) {
    const signs = visible(element) && !regions.some((region) => region.element === element) ? signsOf(object, object.shows ? new Sight([], element, { roots: sight.roots }) : sight) : null;
    if (signs) regions.push({ element, object, groups, signs });
  }
  return regions.length > before;
}

/** What shows each sign of an object; null where one is not shown. */
function signsOf({ shows = [] }: ObjectRule, sight: Sight): Node[] | null {
  const found = shows.map(({ text, selector }) => (text ? sight.textsOf(text) : sight.select(selector ?? "")).find(visible));
  return found.every((node) => node !== undefined) ? found : null;
}

/** Every label that an object names for its pages. */
function labelled(object: ObjectRule): string[] {
  return [...labelsOf(fieldsOf(object)), ...(object.shows ?? []).flatMap(({ text }) => (text ? [plainLabel(text)] : []))];
}

export function fieldsOf({ visitorId, recordId, title }: Pick<ObjectRule, "visitorId" | "recordId" | "title">): Field[] {
  return [...visitorId, ...recordId, ...title];
}

function readRecord(rule: PageRule, object: ObjectRule, url: string, groups: Groups, sight: Sight, element: Element | null, signs: Node[]): Reading {
  const places = placesOf(object, sight);
  const { nodes, whole, marks, read, reason, vague, fields } = readFields(rule, object, object, url, groups, sight);
  const anchors = places.flatMap(({ element }) => element ?? []);
  return { element, read, reason, vague, object, places, nodes, ways: [...signs, ...anchors], whole: whole && places.length === 1 + (object.also?.length ?? 0), marks, fields };
}

/**
 * The record that some fields of an object tell of, on the page or in a row of
 * it. Where it is not certain, the page itself stands for it, and part of it
 * where it is a row: a key may be typed for that, and nobody is looked for.
 */
export function readFields(rule: PageRule, object: ObjectRule, fields: Pick<ObjectRule, "visitorId" | "recordId" | "title">, url: string, groups: Groups, sight: Sight, part = "") {
  const visitorId = resolve(fields.visitorId, groups, sight, object.normalise);
  const [id, title] = [fields.recordId, fields.title].map((list) => resolve(list, groups, sight)) as [Resolved, Resolved];
  const all = [visitorId, id, title];
  const nodes = all.flatMap((field) => (field.ok ? field.nodes : []));
  const found = { nodes, whole: all.every(({ ok }) => ok), marks: visitorId.ok ? visitorId.marks : [], fields: all.flatMap((field) => (field.ok ? [] : field.fields ?? [])) };
  const { record, reason } = recordOf(rule, object, id, title, url, part);
  if (reason) return { ...found, read: { record, visitorId: "" }, reason, vague: true };
  const doubt = visitorId.ok ? doubtOf(visitorId.value, object, rule.keyPattern) : visitorId.reason;
  return { ...found, read: { record, visitorId: visitorId.ok && !doubt ? visitorId.value : "" }, reason: doubt, vague: false };
}

/** The places that are there: each anchor's first element that is seen, and the dock. */
function placesOf(object: ObjectRule, sight: Sight): Reading["places"] {
  return [object.anchor, ...(object.also ?? [])].flatMap(({ selector, side }) => {
    const element = side === "dock" ? null : boxed(sight.select(selector ?? "").find(visible));
    return element === undefined ? [] : [{ element, side }];
  });
}

/** What an element is drawn by: of one without a box (display: contents, as a slot is) the first that is seen in it, else what it is in. */
export function boxed(element?: Element): Element | undefined {
  if (!element || getComputedStyle(element).display !== "contents") return element;
  const inside = [...flatChildren(element)].find((child) => child instanceof Element && visible(child));
  return inside ? boxed(inside as Element) : (flatParent(element) as Element);
}

function recordOf(rule: PageRule, object: ObjectRule, id: Resolved, title: Resolved, url: string, part: string): { record: Read["record"]; reason: Reading["reason"] } {
  const bad = !id.ok ? id.reason : id.value === "" || id.value.length > maxID ? "bad_record" : "";
  const reason = bad || (title.ok || title.reason === "field_missing" || title.reason === "hidden" ? "" : title.reason);
  const record = standIn(rule, object, url, part);
  return { record: id.ok && !bad ? { ...record, id: id.value, title: title.ok ? begin(title.value, maxTitle) : "" } : record, reason };
}

/** The page, or part of it, in the place of a record that is not certain. */
export function standIn(rule: PageRule, object: ObjectRule, url: string, part = ""): Read["record"] {
  const { origin, pathname, hash } = new URL(url);
  const address = (origin + pathname + (object.hash ? hash : "")).slice(0, maxAddress);
  return { system: rule.system, type: object.type, id: begin(pagePrefix + pathname + part, maxID), title: "", url: address };
}

/** Why a value cannot be a visitor id, as far as the page can tell: one that is derived is the host's to judge. */
function doubtOf(raw: string, { derive, pattern, normalise: steps }: ObjectRule, keyPattern: string): Reading["reason"] {
  const value = normalise(steps, raw);
  if (value === null || raw.length > maxVisitorID) return "bad_visitor_id";
  return value === "" || derive || (fits(value, keyPattern) && isLike(value, pattern)) ? "" : "bad_visitor_id";
}

/** Whether a text may be a visitor id or a key, which the word that asks for a random one never is. */
export function fits(text: string, pattern: string): boolean {
  return text.length <= 63 && !/^glance_keytype_random$/i.test(text) && isLike(text, pattern);
}

/** A pattern that this browser does not take is left to the host. */
function isLike(text: string, pattern = ""): boolean {
  try {
    return pattern === "" || new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
