/** Ways through the page as it is drawn, shadow roots included: for a person who points without a mouse, and for one with. */
import { flatChildren, flatParent, shadowOf } from "../content/flat";
import { isDrawn, visible } from "../content/seen";
import { mark } from "./overlay";

/** Elements that are gone through at most for one step. */
const MOST = 30_000;
/** What holds no value and no label. */
const SKIPPED = "script, style, template, noscript, svg *, head";
const CONTROLS = "input:not([type=hidden]), textarea, select, iframe, frame, img[alt]";

/** The element at a point of the window, through shadow roots; what is ours is looked through. */
export function elementAt(x: number, y: number): Element | null {
  let found = document.elementsFromPoint(x, y).find((element) => !element.hasAttribute(mark)) ?? null;
  for (let root = found && shadowOf(found); root; root = found && shadowOf(found)) {
    const inside: Element | undefined = root.elementsFromPoint(x, y).find((element) => element.getRootNode() === root);
    if (!inside || inside === found) break;
    found = inside;
  }
  return found === document.documentElement ? document.body : found;
}

/** The element around one, as large as the page's body at most. */
export function wider(element: Element): Element | null {
  for (let at = flatParent(element); at; at = flatParent(at)) {
    if (at === document.documentElement) return null;
    if (at instanceof Element && at.localName !== "slot" && getComputedStyle(at).display !== "contents") return at;
  }
  return null;
}

/** The first element in one that holds something. */
export function narrower(element: Element): Element | null {
  return children(element).find((child) => visible(child)) ?? null;
}

/** The next element with a text or a control of its own, or, backwards, the one before; from null the first. */
export function neighbour(element: Element | null, forward: boolean): Element | null {
  const all = points();
  if (all.length === 0) return null;
  if (!element) return all[forward ? 0 : all.length - 1] ?? null;
  const at = all.indexOf(element);
  if (at >= 0) return all[(at + (forward ? 1 : all.length - 1)) % all.length] ?? null;
  const after = all.findIndex((point) => (element.compareDocumentPosition(point) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0);
  return all[after < 0 ? 0 : forward ? after : (after + all.length - 1) % all.length] ?? null;
}

function points(): Element[] {
  const found: Element[] = [];
  const waiting: Element[] = [document.body];
  for (let left = MOST; waiting.length > 0 && left > 0; left--) {
    const element = waiting.pop() as Element;
    if (element.matches(SKIPPED) || element.hasAttribute(mark) || element.hasAttribute("data-glance-button")) continue;
    if (isPoint(element) && visible(element)) found.push(element);
    if (isDrawn(element) || element === document.body) waiting.push(...children(element).reverse());
  }
  return found;
}

function isPoint(element: Element): boolean {
  return element.matches(CONTROLS) || [...flatChildren(element)].some((child) => child instanceof Text && child.data.trim() !== "");
}

function children(element: Element): Element[] {
  if (element.matches("iframe, frame, select, svg")) return [];
  return [...flatChildren(element)].flatMap((child) => (child instanceof Element ? (child.localName === "slot" ? children(child) : [child]) : []));
}
