/** What this frame's page says of a draft: each candidate by itself, through the same eyes as the button's. */
import { pathGroups, resolve, Sight, type Groups } from "../content/resolve";
import { within } from "../content/flat";
import { layerAt } from "../content/layer";
import { visible } from "../content/seen";
import { normalise } from "../content/value";
import { matches } from "../match";
import type { Anchor, Field, ObjectRule, Sign } from "../protocol.gen";
import type { Found } from "./assess";
import { parts, type Draft, type Part } from "./draft";
import type { FoundHere } from "./says";

/** What is found here, with the nodes that hold it. */
export interface Evaluated {
  fits: boolean;
  /** The places for the button that are there. */
  places: Anchor[];
  found: FoundHere;
  nodes: { [P in Part]: Node[] };
}

/** No value is longer; a longer one can be none. */
const LONGEST = 300;

/** Near: what a person used last, in the region that is meant where there are several. */
export function evaluate(draft: Draft, address: string, top: boolean, near: Element | null = null): Evaluated {
  const groups = pathGroups(draft, address);
  const own = (field: Field) => (field.frame ? !top && matches(field.frame, address) : top);
  const fields = parts.flatMap((part) => draft[part].map(({ field }) => here(field))).filter(({ label }) => label);
  const shown = top ? placeOf(draft.rest, near) : whole;
  const sight = new Sight(fields, shown?.region ?? null, { among: shown?.among ?? false, without: shown?.without ?? [] });
  const nodes: { [P in Part]: Node[] } = { title: [], visitorId: [], recordId: [] };
  const found = parts.map((part) => [part, draft[part].map(({ field, dropped }) => {
    if (dropped || !own(field)) return null;
    return shown ? look(draft, part, here(field), groups ?? {}, sight, nodes[part]) : { kind: "none" };
  })]);
  return { fits: !top || (groups !== null && shown !== null), places: draft.anchors.filter((anchor) => isThere(anchor, sight)), found: Object.fromEntries(found) as FoundHere, nodes };
}

/** Where a record is on a page: in a region, without those inside it, or in all of it. */
interface Place {
  region: Element | null;
  among: boolean;
  without: Element[];
}

const whole: Place = { region: null, among: false, without: [] };

/** Where an object's record is; null where the page shows none of it. */
function placeOf({ region, shows }: Partial<ObjectRule>, near: Element | null): Place | null {
  if (!region) return showsAll(shows, null) ? whole : null;
  const all = new Sight([]).select(region).filter((one) => one instanceof Element && visible(one) && showsAll(shows, one)) as Element[];
  const around = all.filter((one) => near && within(near, one));
  const meant = around.find((one) => !around.some((other) => other !== one && within(other, one))) ?? all[0];
  return meant ? { region: meant, among: all.length > 1, without: all.filter((one) => one !== meant && within(one, meant)) } : null;
}

/** Whether a page, or a region of it, shows each sign of an object. */
export function showsAll(shows: readonly Sign[] = [], region: Element | null = null): boolean {
  if (shows.length === 0) return true;
  const sight = new Sight(shows.flatMap(({ text }) => (text ? [{ label: text }] : [])), region);
  return shows.every(({ text, selector }) => (text ? sight.textsOf(text) : sight.select(selector ?? "")).some(visible));
}

/** A field as it is looked for in its own frame. */
function here({ frame: _, ...field }: Field): Field {
  return field;
}

function look({ rest }: Draft, part: Part, field: Field, groups: Groups, sight: Sight, nodes: Node[]): Found {
  const found = resolve([field], groups, sight);
  if (!found.ok) return { kind: found.reason === "field_missing" ? "none" : found.reason === "hidden" ? "hidden" : "two" };
  const value = part === "visitorId" ? normalise(rest.normalise, found.value) : found.value;
  if (value === null || value.length > LONGEST) return { kind: "none" };
  nodes.push(...found.nodes.filter((node) => !nodes.includes(node)));
  return { kind: "value", value };
}

function isThere({ side, selector = "" }: Anchor, sight: Sight): boolean {
  return side === "dock" || sight.select(selector).some(visible);
}

/** The values of fields that this frame shows, as far as they were pointed at. */
export function valuesOf(draft: Draft, of: readonly Part[], top: boolean): string[] {
  const { found } = evaluate(draft, location.href, top);
  return of.flatMap((part) => found[part].flatMap((one) => (one?.kind === "value" && one.value ? [one.value] : [])));
}

/** Whether the button's place is in a window of the page's around which nothing can be used: while that is open, no button stands there. */
export function isShutIn([anchor]: readonly Anchor[]): boolean {
  const element = anchor?.selector ? new Sight([]).select(anchor.selector).find(visible) : undefined;
  return element !== undefined && layerAt(element) === "nowhere";
}

/** What one field finds in this frame now; for those that are being made. */
export function found(field: Field, address: string, draft: Pick<Draft, "path" | "search" | "hash">): { value: string; nodes: Node[] } | null {
  const sight = new Sight([field]);
  const resolved = resolve([field], pathGroups(draft, address) ?? {}, sight);
  return resolved.ok ? { value: resolved.value, nodes: resolved.nodes } : null;
}
