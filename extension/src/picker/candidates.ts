/**
 * Ways to find again what a person pointed at: its label, a stable attribute,
 * its place in a landmark, a part of the address. Each is tried here at once
 * and kept only where it finds exactly this value, and none may hold the value
 * itself or another datum of the record.
 */
import type { Anchor, Field } from "../protocol.gen";
import { boxed } from "../content/read";
import { textOf } from "../content/text";
import { LONGEST, plain } from "../content/value";
import { proposals } from "./address";
import type { Draft, Part } from "./draft";
import { found } from "./evaluate";
import { labelsOf } from "./label";
import { holds } from "./stable";
import { selectorsOf, type Selectors } from "./selector";

const MOST = 6;
const DECLARED = { title: "title", visitorId: "visitor-id", recordId: "record-id" } as const;

/** The value of an element as it would be read: what its control holds, or its text. */
export function valueOf(element: Element): string {
  const { text, many } = textOf(element, LONGEST);
  return many ? "" : plain(text);
}

/** What of the record is known besides: no candidate may hold it. Known is what the fields show that were pointed at before. */
function dataOf(value: string, { seen }: Draft, known: readonly string[]): string[] {
  const [last] = seen.slice(-1);
  return [value, ...known, last?.title ?? "", last?.visitorId ?? "", last?.id ?? "", ...titleWords()].filter((text) => text.length > 0);
}

/** The page's own title names the record, as a rule. */
function titleWords(): string[] {
  return document.title.split(/\s+[|–—·:-]\s+|\s*[|·]\s*/).map(plain).filter((text) => text.length >= 3 && text.length <= 100).slice(0, 1);
}

/** The candidates of a field that an element holds, the surest first. */
export function candidatesOf(element: Element, part: Part, draft: Draft, top: boolean, known: readonly string[] = []): Field[] {
  const value = valueOf(element);
  if (value === "" || value.length > 300) return [];
  const data = dataOf(value, draft, known);
  const stable = selectorsAround(element, data);
  const fields: Field[] = [
    { declared: DECLARED[part] },
    ...labelsOf(element, data).map((label) => ({ label })),
    ...stable.attributes.map((selector) => ({ selector })),
    ...attributesWith(element, value, data),
    ...(top && part !== "recordId" ? inAddress(value) : []),
  ];
  const good = fields.filter((field) => finds(field, element, value, draft, data));
  const paths = good.length === 0 ? [...stable.classes, ...stable.paths] : stable.paths.filter((path) => !path.includes(":nth-of-type")); // other fields may have the class on another record, and one that is left out moves them
  const places = good.length >= 2 ? stable.landmarks : [...stable.landmarks, ...paths];
  const other = places.filter((place) => !good.some(({ selector, attribute }) => selector === place && !attribute)); // an attribute's place and the path from it may be the same, which is one way
  const more = other.map((selector) => ({ selector })).filter((field) => finds(field, element, value, draft, data));
  const last = part === "title" && good.length + more.length === 0 ? stable.far.map((selector) => ({ selector })).filter((field) => finds(field, element, value, draft, data)) : [];
  return [...good, ...more.slice(0, 2), ...last].slice(0, MOST);
}

/** The selectors of an element, and of the component that shows nothing but this: what it was given to show stands in it, and not where it is drawn. */
function selectorsAround(element: Element, data: readonly string[]): Selectors {
  const own = selectorsOf(element, data);
  const { host } = element.getRootNode() as Partial<ShadowRoot>;
  if (!host || valueOf(host) !== valueOf(element)) return own;
  const around = selectorsAround(host, data);
  return { attributes: [...own.attributes, ...around.attributes], landmarks: [...own.landmarks, ...around.landmarks], classes: [...own.classes, ...around.classes], paths: [...own.paths, ...around.paths], far: [...own.far, ...around.far] };
}

/** Whether a field finds this value here, and in this element where it finds it in any, and says nothing of the record. */
function finds(field: Field, element: Element, value: string, draft: Draft, data: string[]): boolean {
  if (holds(field.label ?? "", data) || holds(field.selector ?? "", data)) return false;
  const address = field.path ? (proposals(location.href)[0]?.address ?? draft) : draft;
  const there = found(field, location.href, address);
  if (there?.value !== value) return false;
  return there.nodes.length === 0 || Boolean(field.declared) || there.nodes.some((node) => related(node, element));
}

function related(node: Node, element: Element): boolean {
  return node === element || node.contains(element) || element.contains(node) || node.getRootNode() !== element.getRootNode();
}

/** Attributes of the element, or of one close around it, that hold the value: data-visitor-id and the like. */
function attributesWith(element: Element, value: string, data: string[]): Field[] {
  const made: Field[] = [];
  for (let at: Element | null = element, up = 0; at && up < 3; at = at.parentElement, up++) {
    for (const { name } of [...at.attributes].slice(0, 40)) {
      if (!/^data-[a-z][a-z-]*$/.test(name) || plain(at.getAttribute(name) ?? "") !== value || holds(name, data)) continue;
      made.push({ selector: `[${name}]`, attribute: name });
    }
  }
  return made.slice(0, 2);
}

function inAddress(value: string): Field[] {
  const [likeliest] = proposals(location.href);
  return likeliest?.value === value ? [likeliest.field] : [];
}

/** The places beside an element that the button may have; none where nothing stable names it. */
export function anchorsOf(found: Element, draft: Draft, known: readonly string[] = []): Anchor[] {
  const element = boxed(found) ?? found;
  const data = dataOf(valueOf(element), draft, known);
  const { attributes, landmarks, classes, paths, far } = selectorsAround(element, data);
  const near = [...attributes, ...landmarks, ...classes, ...paths];
  return (near.length > 0 ? near : far).slice(0, MOST).map((selector) => ({ selector, side: "after" }));
}
