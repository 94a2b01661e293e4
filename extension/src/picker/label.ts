/**
 * The label of a value: what the page says it is, and never what stands beside
 * it by chance. Neighbouring data looks like a label to whoever takes the next
 * text for one; so links, headings, cells of a table with a head, and what
 * looks like data are none.
 */
import { flatParent } from "../content/flat";
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

/** What names a control, or an element by aria-labelledby. */
function named(element: Element): string[] {
  const control = element.matches("input, textarea, select") ? element : element.querySelector("input, textarea, select");
  const labels = [...((control as HTMLInputElement | null)?.labels ?? [])].map(ownText);
  const root = element.getRootNode() as ParentNode & Node;
  const ids = [element, control].flatMap((one) => one?.getAttribute("aria-labelledby")?.split(/\s+/) ?? []);
  const by = ids.flatMap((id) => [...root.querySelectorAll(`#${CSS.escape(id)}`)]).map(ownText);
  return [...labels, ...by];
}

/** Of a definition its term; of a cell what its row begins with, where the table has no head that names columns. */
function cellsBefore(element: Element): string[] {
  const cell = element.closest("dd, td");
  const before = cell?.previousElementSibling;
  if (!cell || !before) return [];
  if (cell.matches("dd")) return before.matches("dt") ? [ownText(before)] : [];
  if (before.matches("th")) return [ownText(before)];
  return cell.closest("table")?.querySelector("thead th, thead td") ? [] : [ownText(before)];
}

/** What stands before an element, going up while nothing else does. */
function textsBefore(element: Element): string[] {
  const found: string[] = [];
  let at: Element | null = element;
  for (let up = 0; at && up < UP && !at.matches("body, main, article, form, table, tr, td, th, dl, dd, section"); up++) {
    const before = previous(at);
    if (before) {
      const text = before instanceof Element ? labelText(before) : (before.nodeValue ?? "");
      return text ? [text] : found;
    }
    const parent = flatParent(at);
    at = parent instanceof Element ? parent : null;
  }
  return found;
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

function ownText(element: Element): string {
  const control = element.querySelector("input, textarea, select");
  if (!control) return visibleText(element, LONGEST) || (element.textContent ?? "").slice(0, LONGEST);
  return [...element.childNodes].filter((node) => node instanceof Text || !(node as Element).contains(control)).map((node) => node.textContent ?? "").join(" ").slice(0, LONGEST);
}
