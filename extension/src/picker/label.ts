/**
 * The label of a value: what the page says it is, and never what stands beside
 * it by chance. Neighbouring data looks like a label to whoever takes the next
 * text for one; so links, headings, cells of a table with a head, and what
 * looks like data are none.
 */
import { flatParent } from "../content/flat";
import { nearest } from "../content/labels";
import { visible } from "../content/seen";
import { visibleText } from "../content/text";
import { mayLabel } from "./stable";

const LONGEST = 80;
const UP = 4;
/** What marks a text as a label outright. */
const MARKED = "label, dt, th, legend, [role=term], [role=rowheader], [class*=label i], [data-label], [class*=field-name i]";
/** What is record data, or leads somewhere. */
const DATA = "a[href], button, [role=button], [role=link], input, textarea, select, h1, h2, option, time, address";

/** The texts that may be the label of what an element shows, the likeliest first. */
export function labelsOf(element: Element, data: readonly string[]): string[] {
  const texts = [...named(element), ...cellsBefore(element), ...textsBefore(element)];
  const plain = texts.map((text) => text.replace(/\s+/gu, " ").trim().replace(/\s*[:*]+$/, ""));
  return [...new Set(plain)].filter((text) => mayLabel(text, data)).slice(0, 3);
}

/** What names a control, or an element by aria-labelledby; of several of one id the nearest, as the label is read. */
function named(element: Element): string[] {
  const control = element.matches("input, textarea, select") ? element : element.querySelector("input, textarea, select");
  const labels = [...((control as HTMLInputElement | null)?.labels ?? []), ...labelsFor(control ?? element)];
  const ids = [element, control].flatMap((one) => one?.getAttribute("aria-labelledby")?.split(/\s+/) ?? []).filter(Boolean);
  return [...labels, ...ids.flatMap((id) => nearest(element, `#${CSS.escape(id)}`))].flatMap(textsOf);
}

/** A control that is not its id's first has no labels as the browser tells them. */
function labelsFor(element: Element): Element[] {
  return element.id ? nearest(element, `label[for="${CSS.escape(element.id)}"]`) : [];
}

/** Of a definition its term; of a cell what its row begins with, where the table has no head that names columns. */
function cellsBefore(element: Element): string[] {
  const cell = element.closest("dd, td");
  const before = cell?.previousElementSibling;
  if (!cell || !before) return [];
  if (cell.matches("dd")) return before.matches("dt") ? textsOf(before) : [];
  if (before.matches("th")) return textsOf(before);
  return cell.closest("table")?.querySelector("thead th, thead td, th + th") ? [] : textsOf(before);
}

/** What stands before an element, going up while nothing else does. In a heading that is the kind of record, which stands elsewhere too. */
function textsBefore(element: Element): string[] {
  const found: string[] = [];
  let at: Element | null = element;
  for (let up = 0; at && up < UP && !at.matches("body, main, article, form, table, tr, td, th, dl, dd, section"); up++) {
    if (flatParent(at) instanceof HTMLHeadingElement) return [];
    const before = isUnderHead(at) ? null : previous(at);
    if (before) {
      const text = before instanceof Element ? labelText(before) : (before.nodeValue ?? "");
      return text ? [text, firstText(before)] : found;
    }
    const parent = flatParent(at);
    at = parent instanceof Element ? parent : null;
  }
  return found;
}

/** Whether an element is a cell below what names its column: what stands before it is another's. */
function isUnderHead(element: Element): boolean {
  return element.matches("[role=cell], [role=gridcell]") && Boolean(element.closest("[role=table], [role=grid], [role=treegrid]")?.querySelector("[role=columnheader]"));
}

function previous(element: Element): Node | null {
  for (let at = element.previousSibling; at; at = at.previousSibling) {
    if (at instanceof Text && at.data.trim()) return at;
    if (at instanceof Element && visible(at) && (visibleText(at, LONGEST) ?? "x").trim()) return at;
  }
  return null;
}

/** The text of a node before a value, where it may be its label. */
function labelText(before: Element): string {
  if (before.matches(DATA) || before.querySelector(DATA)) return before.matches(MARKED) ? ownText(before) : "";
  const marked = before.matches(MARKED) ? before : before.querySelector(MARKED);
  return marked && ownText(marked).trim() !== ownText(before).trim() ? "" : ownText(before); // else it is another field, whole
}

/** What a label says, and what it says before anything else: a mark of help or of a duty may stand in it. */
function textsOf(label: Element): string[] {
  return [ownText(label), firstText(label)];
}

function firstText(node: Node): string {
  const texts = document.createNodeIterator(node, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) if (text.nodeValue?.trim()) return text.nodeValue.slice(0, LONGEST);
  return "";
}

function ownText(element: Element): string {
  const control = element.querySelector("input, textarea, select");
  if (!control) return visibleText(element, LONGEST) || (element.textContent ?? "").slice(0, LONGEST);
  return [...element.childNodes].filter((node) => node instanceof Text || !(node as Element).contains(control)).map((node) => node.textContent ?? "").join(" ").slice(0, LONGEST);
}
