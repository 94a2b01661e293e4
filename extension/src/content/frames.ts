/** Ways between a page and the frames in it, which may be of other origins. */

/** Windows that lie in each other at most. */
const DEEPEST = 10;

/**
 * The way from the page's own window to this one: its place among the frames of
 * each window on it. None where it is inside a shadow root. Null where somebody
 * else's window lies between: who draws around this frame is not known then.
 */
export function wayHere(): number[] | null {
  const way: number[] = [];
  let at: Window = window;
  for (let deep = 0; at !== at.parent; at = at.parent, deep++) {
    if (deep === DEEPEST || (at.parent !== window.top && !isOurs(at.parent))) return null;
    way.unshift(placeIn(at.parent, at));
  }
  return way.includes(-1) ? [] : way;
}

function isOurs(other: Window): boolean {
  try {
    return other.location.origin === self.origin;
  } catch {
    return false;
  }
}

function placeIn(parent: Window, child: Window): number {
  for (let at = 0; at < parent.length; at++) if (parent[at] === child) return at;
  return -1;
}

/** The element of this page that the frame of a way is in; null where it cannot be told. */
export function frameAt(way: readonly number[], roots: readonly ParentNode[]): Element | null {
  const wanted = way.length > 0 ? window[way[0]!] : null;
  if (way.length > 0 && !wanted) return null;
  const frames = roots.flatMap((root) => [...root.querySelectorAll<HTMLIFrameElement>("iframe, frame")]);
  const found = frames.filter((frame) => (wanted ? frame.contentWindow === wanted : frame.getRootNode() !== document));
  return found.length === 1 ? found[0]! : null;
}

/** The elements, within windows that are ours, that this frame is in. */
export function framesAround(): Element[] {
  const list: Element[] = [];
  for (let at: Window = window; at !== at.parent && isOurs(at.parent) && at.frameElement; at = at.parent) list.push(at.frameElement);
  return list;
}
