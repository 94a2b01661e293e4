/**
 * What a button must not lie on: the page's controls and its text. A place is
 * looked at by a few points, so that the cost does not grow with the page.
 */
import { flatParent, focused, knownRoot } from "./flat";
import { meets, type Box } from "./spot";

const CONTROLS = "a[href], button, input, select, textarea, label, summary, iframe, video, audio, [contenteditable], [tabindex]:not([tabindex^=\"-\"]), [role=button], [role=link], [role=tab], [role=menuitem]";
/** Points that are looked at: so far from each other across, in px, and in turn in one of three rows. */
const APART = 30;
/** How far up from what is hit a control is looked for. */
const MOST_UP = 4;

/** Whether a place lies on something of the page's, other than the anchor's own. */
export function covers(box: Box, host: Element, anchor: Element): boolean {
  const seen = new Set<Element>();
  const across = Math.ceil((box.right - box.left) / APART);
  for (let i = 0; i < across; i++) {
    const x = box.left + ((0.5 + i) / across) * (box.right - box.left);
    const y = box.top + ((0.5 + (i % 3)) / 3) * (box.bottom - box.top);
    const hit = under(x, y, host);
    if (!hit || seen.has(hit)) continue;
    seen.add(hit);
    if (isUsed(hit, anchor) || hasTextIn(hit, box)) return true;
  }
  return false;
}

/** The innermost element of the page at a point, shadow roots included. */
function under(x: number, y: number, host: Element): Element | null {
  let hit = document.elementsFromPoint(x, y).find((element) => element !== host) ?? null;
  for (let root = hit && knownRoot(hit); hit && root; root = knownRoot(hit)) {
    const inner: Element | null = root.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
}

function isAround(hit: Element, anchor: Element): boolean {
  for (let at: Node | null = anchor; at; at = flatParent(at)) if (at === hit) return true;
  return false;
}

/** Whether a control holds what was hit; what holds the anchor, too, or lies under it, was given with it. */
function isUsed(hit: Element, anchor: Element): boolean {
  for (let at: Node | null = hit, up = 0; at && up < MOST_UP; at = flatParent(at), up++) {
    if (at instanceof Element && isAround(at, anchor)) return false;
    if (at instanceof Element && at.matches(CONTROLS)) return !meets(at.getBoundingClientRect(), anchor.getBoundingClientRect());
  }
  return false;
}

function hasTextIn(hit: Element, box: Box): boolean {
  const range = document.createRange();
  return [...hit.childNodes].some((node) => {
    if (!(node instanceof Text) || !node.data.trim()) return false;
    range.selectNodeContents(node);
    return [...range.getClientRects()].some((rect) => meets(rect, box));
  });
}

/** Where the page's focus is, innermost; null where the page has none, or the whole window has it. */
export function focusBox(own: readonly Element[]): DOMRect | null {
  const box = own.includes(document.activeElement!) ? null : focused()?.getBoundingClientRect();
  return box && box.width > 0 && box.height > 0 ? box : null;
}
