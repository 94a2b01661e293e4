/** Which node a label on the page is for. */
import { flatParent, knownRoot, parentOf } from "./flat";
import { isDrawn, visible } from "./seen";
import { visibleText } from "./text";
import { LONGEST } from "./value";

/** The nodes that hold the value beside these labels; where none of them is seen, the labels themselves. */
export function besideLabels(labels: readonly Element[]): Node[] {
  const seen = labels.filter((label) => visible(label) || (isDrawn(label) && named(label)[0]));
  return seen[0] ? [...new Set(seen.flatMap(beside))] : [...labels];
}

/** The nodes that a label is for: what it names, the cell beside it, or what follows it. The head of a column is for none, nor is a hint that says the label once more. */
function beside(label: Element): Node[] {
  for (let at: Node | null = label; at instanceof Element; at = flatParent(at)) if (at.matches("thead, [role=columnheader], [role=tooltip]")) return [];
  const all = named(label);
  if (all[0]) return all;
  const cell = label.closest("dt, th");
  return [(cell ? nextCell(cell) : following(label)) ?? []].flat();
}

/** What a label names outright, one that a component draws in a label of its own included. A label that only a screen reader says does for that. */
function named(label: Element): Element[] {
  const slot = flatParent(label) as Element;
  const drawn = label.closest("label") ?? slot.closest("label") ?? knownRoot(label)?.querySelector<HTMLLabelElement>("label:has(slot)");
  const control = [drawn?.htmlFor ? nearest(drawn, `#${CSS.escape(drawn.htmlFor)}`) : (drawn?.control ?? [])].flat();
  const id = label.closest("[id]")?.id;
  return control[0] || !id ? control : nearest(label, `[aria-labelledby~="${CSS.escape(id)}"]:not(button)`);
}

/** Elements of one name that are told apart. */
const MOST_NAMED = 500;

/** What a selector finds nearest to an element, if that is not around it: a page may have the same ids on each record that it draws. */
export function nearest(element: Element, selector: string): Element[] {
  const found = [...(element.getRootNode() as ParentNode).querySelectorAll(selector)].slice(0, MOST_NAMED);
  let near = found;
  for (let at = element.parentNode; at && !(near = found.filter((one) => at?.contains(one)))[0]; ) at = at.parentNode;
  return near.filter((one) => !one.contains(element));
}

function nextCell(cell: Element): Element | null {
  const next = cell.nextElementSibling;
  return next?.matches("dd, td") ? next : null;
}

/** Beyond these a label's value is not looked for: what follows is another field. */
const FIELD_ENDS = "tr, li, dl, form, fieldset, section, article, main, body";

/** What follows the label, going up while the ancestor holds nothing but the label. */
function following(label: Element): Node | null {
  let at: Element = label;
  for (let up = 0; up < 4 && !at.matches(FIELD_ENDS); up++) {
    const next = at.localName === "td" ? nextCell(at) : valueAfter(label, at);
    if (next) return next;
    const parent = parentOf(at);
    if (!(parent instanceof Element) || !holdsOnly(parent, at)) return null;
    at = parent;
  }
  return null;
}

/** Whether there is no text in an element but in a part of it. */
function holdsOnly(element: Element, part: Element): boolean {
  return textIn(element).length <= textIn(part).length;
}

function textIn(node: Node): string {
  return (node.textContent ?? "").replace(/[\s:]+$/, "").trim();
}

/** Siblings that are gone through at most. */
const MOST_SIBLINGS = 50;

const CONTROLS = "input, textarea, select";
const ICONS = "button, svg, [role=button], [class*=icon]";

/** The next sibling with text or a control in it; where there is none, or it is another field, the next element: an empty value. */
function valueAfter(label: Element, at: Element): Node | null {
  let empty: Element | null = null;
  for (let next = at.nextSibling, past = 0; next && past < MOST_SIBLINGS; next = next.nextSibling, past++) {
    if (next instanceof Element) {
      if (visibleText(next, LONGEST)?.trim() !== "" || next.matches(CONTROLS) || next.querySelector(CONTROLS)) return isNextField(label, at, next, empty) ? empty : next;
      if (!next.matches(ICONS)) empty ??= next;
    } else if (next instanceof Text && textIn(next)) return next;
  }
  return empty;
}

/** Whether what follows is the next field rather than this one's value, which is empty or was left out. */
function isNextField(label: Element, at: Element, next: Element, empty: Element | null): boolean {
  if (next.matches("label") || (at !== label && next.querySelector("label, dt, th"))) return true;
  if (!isAlike(at, next)) return false;
  const twin = at !== label && [...next.querySelectorAll(label.localName)].find((one) => isAlike(label, one));
  if (twin && !(at.parentElement?.childElementCount === 2 && holdsOnly(next, twin))) return true;
  return empty !== null && !textIn(empty) && next.nextElementSibling?.matches(ICONS) === false;
}

function isAlike(one: Element, other: Element): boolean {
  return one.className === other.className && one.tagName === other.tagName;
}
