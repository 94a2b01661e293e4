/**
 * What a person can see of a page: drawn, with a size, not transparent, inside
 * the page, not clipped away. What lies under something else, or has to be
 * scrolled to, counts as seen.
 */
import { clipOf } from "./clip";
import { flatParent, parentOf } from "./flat";

/** Nothing thinner, in px, can be read. */
const THINNEST = 2;
/** Fainter than this is not seen. */
const FAINTEST = 0.1;
/** Ancestors that are gone through at most: browsers' parsers nest 512 deep. */
export const DEEPEST = 1_500;

/** The visible part of a box, as it is cut on the way up. */
export interface Cut {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Whether a person sees a node. An empty one is seen where its parent is. */
export function visible(node: Node): boolean {
  const element = node instanceof Element ? node : parentOf(node);
  if (!(element instanceof Element) || !element.isConnected || !isDrawn(element)) return false;
  const own = boxes(node);
  if (own.some((box) => isWide(box) && isInSight(element, box))) return true;
  if (node.textContent?.trim() || own.some(isWide)) return false;
  const parent = flatParent(node);
  return parent instanceof Element && boxes(parent).some((box) => isWide(box) && isInSight(parent, box));
}

/** An element without a box of its own (display: contents, as a slot is) is drawn where its parent is. */
export function isDrawn(element: Element): boolean {
  for (let at: Node | null = element, up = 0; at instanceof Element && up < DEEPEST; at = flatParent(at), up++) {
    if (at.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
    if (getComputedStyle(at).display !== "contents") return false;
  }
  return false;
}

/** Whether the text of a node can be read where it is: it may be moved out of its own element, or have no colour. */
export function isLegible(text: Text): boolean {
  const element = flatParent(text);
  if (!(element instanceof Element)) return false;
  const { color, webkitTextFillColor } = getComputedStyle(element);
  if ([color, webkitTextFillColor].some((value) => /^rgba\(.*, 0\)$/.test(value))) return false;
  return boxes(text).some((box) => isWide(box) && isInSight(element, box));
}

function boxes(node: Node): DOMRect[] {
  if (node instanceof Element && getComputedStyle(node).display !== "contents") return [...node.getClientRects()];
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()];
}

function isWide({ left, top, right, bottom }: Cut): boolean {
  return right - left >= THINNEST && bottom - top >= THINNEST;
}

/** Cuts a box by all that clips it on its way to the document, and looks what is left. */
function isInSight(element: Element, box: DOMRect): boolean {
  let cut: Cut | null = box;
  let opacity = 1;
  let fixed = false;
  let outOfFlow = false;
  for (let at: Node | null = element, up = 0; at; at = flatParent(at), up++) {
    if (up > DEEPEST) return false;
    if (!(at instanceof Element)) continue;
    const style = getComputedStyle(at);
    opacity *= Number(style.opacity) * fadeOf(style.filter);
    if (opacity < FAINTEST) return false;
    if (style.display === "contents") continue;
    const holds = !outOfFlow || style.position !== "static" || style.transform !== "none";
    if (at !== element && holds && !fixed && at !== document.documentElement && at !== document.body) cut = scrolled(at, style, cut);
    cut = cut && clipOf(at, style, cut);
    if (!cut || !isWide(cut)) return false;
    if (holds) outOfFlow = style.position === "absolute";
    if (style.position === "fixed") fixed = true;
  }
  return fixed ? isInWindow(cut) : isOnPage(cut);
}

function isInWindow({ left, top, right, bottom }: Cut): boolean {
  return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}

function fadeOf(filter: string): number {
  return Number(/opacity\(([\d.]+)\)/.exec(filter)?.[1] ?? 1);
}

/** What an element that cuts its contents leaves of a box: all of what can be scrolled into its own box. */
function scrolled(at: Element, { overflowX, overflowY, direction }: CSSStyleDeclaration, cut: Cut): Cut | null {
  if (overflowX === "visible" && overflowY === "visible") return cut;
  const box = at.getBoundingClientRect();
  const left = box.left + at.clientLeft - at.scrollLeft - (direction === "rtl" ? at.scrollWidth - at.clientWidth : 0);
  const top = box.top + at.clientTop - at.scrollTop;
  const [x0, x1] = along(overflowX, [cut.left, cut.right], [box.left, box.right], [left, left + at.scrollWidth]);
  const [y0, y1] = along(overflowY, [cut.top, cut.bottom], [box.top, box.bottom], [top, top + at.scrollHeight]);
  const kept = { left: x0, right: x1, top: y0, bottom: y1 };
  return isWide(kept) ? kept : null;
}

/** One direction of it: what is in the box stays; what is out of it but can be scrolled to is moved into it. */
function along(overflow: string, [from, to]: Pair, [first, last]: Pair, [start, end]: Pair): Pair {
  if (overflow === "visible") return [from, to];
  const inside: Pair = [Math.max(from, first), Math.min(to, last)];
  if (inside[1] - inside[0] >= THINNEST || overflow === "hidden" || overflow === "clip") return inside;
  const reached = Math.min(to, end) - Math.max(from, start);
  return reached >= THINNEST ? [first, Math.min(last, first + reached)] : [0, 0];
}
type Pair = [number, number];

/** Whether a box is where the page itself can be scrolled to, which what is in the window need not be asked. */
function isOnPage(box: Cut): boolean {
  if (isInWindow(box)) return true;
  const { left, top, right, bottom } = box;
  const { scrollWidth, scrollHeight } = document.documentElement;
  const width = Math.max(scrollWidth, innerWidth, document.body?.scrollWidth ?? 0);
  const height = Math.max(scrollHeight, innerHeight, document.body?.scrollHeight ?? 0);
  const rtl = getComputedStyle(document.documentElement).direction === "rtl";
  const start = rtl ? innerWidth - width : 0;
  return right + scrollX > start && left + scrollX < start + width && bottom + scrollY > 0 && top + scrollY < height;
}
