/** What this frame's page says of a draft: each candidate by itself, through the same eyes as the button's. */
import { pathGroups, resolve, Sight, type Groups } from "../content/resolve";
import { visible } from "../content/seen";
import { normalise } from "../content/value";
import { matches } from "../match";
import type { Field } from "../protocol.gen";
import type { Found } from "./assess";
import { parts, type Draft, type Part } from "./draft";
import type { FoundHere } from "./says";

/** What is found here, with the nodes that hold it. */
export interface Evaluated {
  fits: boolean;
  anchored: boolean;
  found: FoundHere;
  nodes: { [P in Part]: Node[] };
}

/** No value is longer; a longer one can be none. */
const LONGEST = 300;

export function evaluate(draft: Draft, address: string, top: boolean): Evaluated {
  const groups = pathGroups(draft, address);
  const own = (field: Field) => (field.frame ? !top && matches(field.frame, address) : top);
  const fields = parts.flatMap((part) => draft[part].map(({ field }) => here(field))).filter(({ label }) => label);
  const sight = new Sight(fields);
  const nodes: { [P in Part]: Node[] } = { title: [], visitorId: [], recordId: [] };
  const found = parts.map((part) => [part, draft[part].map(({ field, dropped }) => {
    if (dropped || !own(field)) return null;
    return look(draft, part, here(field), groups ?? {}, sight, nodes[part]);
  })]);
  return { fits: !top || groups !== null, anchored: isAnchored(draft, sight), found: Object.fromEntries(found) as FoundHere, nodes };
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

function isAnchored({ anchors: [anchor] }: Draft, sight: Sight): boolean {
  if (anchor?.side === "dock") return true;
  return anchor?.selector !== undefined && sight.select(anchor.selector).some(visible);
}

/** What one field finds in this frame now; for those that are being made. */
export function found(field: Field, address: string, draft: Pick<Draft, "path" | "search" | "hash">): { value: string; nodes: Node[] } | null {
  const sight = new Sight([field]);
  const resolved = resolve([field], pathGroups(draft, address) ?? {}, sight);
  return resolved.ok ? { value: resolved.value, nodes: resolved.nodes } : null;
}
