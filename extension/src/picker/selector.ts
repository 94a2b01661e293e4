/** Selectors of an element by what is likely to stay: attributes that a page's makers gave it, and its place in a landmark. */
import { visible } from "../content/seen";
import { holds, isTelling, isVolatile } from "./stable";

const MOST_UP = 4;
/** As far as a path goes, and one that is better than none. */
const MOST_STEPS = 6;
const FURTHEST = 12;
const MOST_TRIED = 100;
/** Attributes whose value names a thing of the page's, the surest first. */
const NAMING = /^(?:data-(?:test-?id|testid|test|qa|cy|automation-?id|field(?:-?name)?|name|label|target-selection-name|property|attribute|column|key|id|control-name|lp-id|selenium[a-z-]*|[a-z]+(?:-[a-z]+)*)|itemprop|name|slot|aria-label|id)$/;
const FIRST = [/^data-(?:test|qa|cy|automation|selenium)/, /^data-(?:field|target-selection|control|property|attribute)/, /^data-/, /^itemprop$/, /^name$/, /^slot$/, /^id$/, /^aria-label$/];
const LANDMARKS = "main, [role=main], header, [role=banner], aside, [role=complementary], form[name], [role=tabpanel][aria-label], section[aria-label]";

export interface Selectors {
  attributes: string[];
  /** By its kind alone in a landmark, or, of a heading or a component, in its root. */
  landmarks: string[];
  /** By a class. */
  classes: string[];
  /** By its place among its siblings, from something stable on. */
  paths: string[];
  /** The same from further away: for what does not decide who the customer is. */
  far: string[];
}

/** Each of them finds this element alone in its own root; none holds any of the data. */
export function selectorsOf(element: Element, data: readonly string[]): Selectors {
  const root = element.getRootNode() as ParentNode;
  const alone = (selector: string) => isAlone(root, selector, element);
  const good = (all: string[], most: number) => [...new Set(all)].filter((selector) => selector.length <= 300 && !holds(selector, data)).filter(alone).slice(0, most);
  const named = around(element).flatMap((at) => attributesOf(at, data).map((attribute) => ({ at, attribute })));
  return {
    attributes: good(named.flatMap(({ at, attribute }) => good(from(attribute, at, element), 1)), 2),
    landmarks: good(inLandmark(element), 1),
    classes: good(byClass(element), 1),
    paths: good([...named.slice(0, 4), ...landmarkOf(element), ...componentsOf(element)].map(({ at, attribute }) => pathFrom(attribute, at, element)).filter(Boolean), 1),
    far: good(farFrom(element, data), 1),
  };
}

function isAlone(root: ParentNode, selector: string, element: Element): boolean {
  try {
    const found = root.querySelectorAll(selector);
    return found.length <= MOST_TRIED && [...found].includes(element) && [...found].every((other) => other === element || !visible(other));
  } catch {
    return false;
  }
}

/** The element and those close around it, in its own root. */
function around(element: Element, most = MOST_UP): Element[] {
  const all: Element[] = [];
  for (let at: Element | null = element; at && all.length <= most && !at.matches("body, html"); at = at.parentElement) all.push(at);
  return all;
}

function attributesOf(element: Element, data: readonly string[]): string[] {
  const names = [...element.attributes].slice(0, 40).map(({ name }) => name).filter((name) => NAMING.test(name) && !isVolatile(name));
  const sure = names.sort((a, b) => rank(a) - rank(b)).filter((name) => {
    const value = element.getAttribute(name) ?? "";
    return !/^(?:|true|false)$/.test(value) && !isVolatile(value) && !holds(value, data) && /^[^\n"\\]{1,80}$/.test(value);
  });
  return sure.map((name) => `[${name}="${element.getAttribute(name)}"]`);
}

function rank(name: string): number {
  const at = FIRST.findIndex((like) => like.test(name));
  return at < 0 ? FIRST.length : at;
}

/** From an element with such an attribute to the one that is meant: by itself, by its kind in it, by a class in it. A lesser heading is one of many where a form opens in the page. */
function from(attribute: string, at: Element, element: Element): string[] {
  if (at === element) return [attribute, element.localName + attribute];
  const kinds = /^h[2-6]$/.test(element.localName) ? [] : [`${attribute} ${element.localName}`];
  return [...classesOf(element).map((name) => `${attribute} .${name}`), ...kinds, ...(at === element.parentElement ? [`${attribute} > ${element.localName}`] : [])];
}

function classesOf(element: Element): string[] {
  return [...element.classList].filter((name) => /^[A-Za-z_-][\w-]{2,40}$/.test(name) && !isVolatile(name)).slice(0, 4).map((name) => CSS.escape(name));
}

/** By a class of its own, or of what is close around it, that says what it is rather than how it looks. */
function byClass(element: Element): string[] {
  return around(element).flatMap((at) => classesOf(at).filter(isTelling).flatMap((name) => (at === element ? [`.${name}`, `${element.localName}.${name}`] : [`.${name} ${element.localName}`])));
}

function inLandmark(element: Element): string[] {
  if (!/^h[1-6]$/.test(element.localName) && !element.localName.includes("-")) return [];
  return [...landmarkOf(element).map(({ attribute }) => `${attribute} ${element.localName}`), element.localName];
}

function landmarkOf(element: Element): { at: Element; attribute: string }[] {
  const at = element.closest(LANDMARKS);
  const name = at?.matches("main, header, aside") ? at.localName : at?.getAttribute("role") ? `[role="${at.getAttribute("role")}"]` : "";
  return at && name ? [{ at, attribute: name }] : [];
}

/** The components close around an element, by the names that the page's makers gave them. */
function componentsOf(element: Element): { at: Element; attribute: string }[] {
  return around(element).filter((at) => at !== element && at.localName.includes("-") && !isVolatile(at.localName)).map((at) => ({ at, attribute: at.localName }));
}

/** The path from the nearest thing with a name that is not close. */
function farFrom(element: Element, data: readonly string[]): string[] {
  const named = around(element, FURTHEST).slice(MOST_UP + 1).flatMap((at) => attributesOf(at, data).slice(0, 1).map((attribute) => ({ at, attribute })));
  return named.slice(0, 1).map(({ at, attribute }) => pathFrom(attribute, at, element, FURTHEST));
}

/** Child by child, each by its place among those of its kind; "" where that is too far. */
function pathFrom(attribute: string, from: Element, element: Element, most = MOST_STEPS): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at && at !== from; at = at.parentElement) {
    if (steps.length === most) return "";
    steps.unshift(placed(at));
  }
  return steps.length > 0 ? [attribute, ...steps].join(" > ") : "";
}

function placed(element: Element): string {
  const same = [...(element.parentElement?.children ?? [])].filter(({ localName }) => localName === element.localName);
  return same.length > 1 ? `${element.localName}:nth-of-type(${same.indexOf(element) + 1})` : element.localName;
}
