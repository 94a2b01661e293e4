/** Which node a label on the page is for. */
import { parentOf } from "./flat";
import { isDrawn, visible } from "./seen";
import { visibleText } from "./text";
import { LONGEST } from "./value";

/** The nodes that hold the value beside these labels; where none of them is seen, the labels themselves. */
export function besideLabels(labels: readonly Element[]): Node[] {
  const seen = labels.filter((label) => visible(label) || (isDrawn(label) && named(label)));
  if (seen.length === 0) return [...labels];
  return [...new Set(seen.map(beside).filter((node) => node !== null))];
}

/** The node that a label is for: what it names, the cell beside it, or what follows it. */
function beside(label: Element): Node | null {
  const control = named(label);
  if (control) return control;
  const cell = label.closest("dt, th");
  return cell ? nextCell(cell) : following(label);
}

/** What a label names outright. A label that only a screen reader says does for that. */
function named(label: Element): Element | null {
  const control = label.closest("label")?.control;
  if (control) return control;
  const id = label.closest("[id]")?.id;
  return id ? (label.getRootNode() as ParentNode).querySelector(`[aria-labelledby~="${CSS.escape(id)}"]`) : null;
}

function nextCell(cell: Element): Element | null {
  const next = cell.nextElementSibling;
  return next?.matches("dd, td") ? next : null;
}

/** Beyond these a label's value is not looked for: what follows is another field. */
const FIELD_ENDS = "tr, li, dl, ul, ol, table, tbody, form, fieldset, section, article, main, body";

/** What follows the label, going up while the ancestor holds nothing but the label. */
function following(label: Element): Node | null {
  let at: Element = label;
  for (let up = 0; up < 4 && !at.matches(FIELD_ENDS); up++) {
    const next = nextWithText(at);
    if (next) return up > 0 && isSameKind(at, next) ? null : next;
    const parent = parentOf(at);
    if (!(parent instanceof Element) || !holdsOnly(parent, at)) return null;
    at = parent;
  }
  return null;
}

/** Whether there is no text in a parent but in one of its children. */
function holdsOnly(parent: Element, child: Element): boolean {
  const texts = document.createTreeWalker(parent, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => (node === child ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  for (let node = texts.nextNode(), nodes = 0; node; node = texts.nextNode()) {
    if (nodes++ > 500) return false;
    if (node instanceof Text && node.substringData(0, LONGEST).trim()) return false;
  }
  return true;
}

/** Siblings that are gone through at most. */
const MOST_SIBLINGS = 50;

/** The next sibling with text or a control in it, else the next element: an empty field. */
function nextWithText(node: Node): Node | null {
  let empty: Node | null = null;
  for (let next = node.nextSibling, past = 0; next && past < MOST_SIBLINGS; next = next.nextSibling, past++) {
    if (next instanceof Element) {
      if (visibleText(next, LONGEST)?.trim() !== "" || next.matches("input, textarea, select") || next.querySelector("input, textarea, select")) return next;
      if (!next.matches("button, svg, [role=button]")) empty ??= next;
    } else if (next instanceof Text && next.substringData(0, LONGEST).trim()) return next;
  }
  return empty;
}

/** Whether what follows is the next field rather than this one's value, which was left out. */
function isSameKind(field: Element, next: Node): boolean {
  if (!(next instanceof Element)) return false;
  return (field.className !== "" && field.className === next.className && field.tagName === next.tagName) || next.querySelector("label, dt, th") !== null;
}
