/**
 * Whether the frame that a button is in is seen as it is. What a page does to a
 * frame of its own, or draws over it, is not seen from inside of it.
 */
import { plain } from "./plain";
import type { Box } from "./spot";
import { isVeil } from "./veil";

/** Elements of a page around this one that are looked at, at most; with more it is not certain. */
const MOST = 20_000;

/**
 * Whether a box of this window may be drawn otherwise, or covered, in a window
 * around it. One of another origin cannot be looked into: the caller says
 * whether the browser itself tells what is seen.
 */
export function veiledAround(box: Box, told: boolean): boolean {
  let inner = box;
  for (let at: Window = window; at !== at.parent; at = at.parent) {
    const frame = frameOf(at);
    if (!frame) return !told;
    inner = boxIn(frame, inner);
    if (!plain(frame) || !isHit(frame, inner) || isCovered(frame, inner)) return true;
  }
  return false;
}

function frameOf(at: Window): Element | null {
  try {
    return at.frameElement;
  } catch {
    return null;
  }
}

function boxIn(frame: Element, { left, top, right, bottom }: Box): Box {
  const own = frame.getBoundingClientRect();
  const [x, y] = [own.left + frame.clientLeft, own.top + frame.clientTop];
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}

function isHit(frame: Element, { left, top, right, bottom }: Box): boolean {
  const root = frame.getRootNode() as Document | ShadowRoot;
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 10, top + 6], [right - 10, bottom - 6]] as const;
  return points.every(([x, y]) => root.elementFromPoint(x, y) === frame);
}

function isCovered(frame: Element, box: Box): boolean {
  const all = frame.ownerDocument.querySelectorAll("*");
  return all.length > MOST || [...all].some((element) => !element.contains(frame) && isVeil(element, box));
}
