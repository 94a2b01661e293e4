/** A docked button's place in the window, as geometry alone. All lengths are CSS px. */
import type { DockPlace } from "../messages";
import type { Box, Size } from "./spot";

/** How far from the window's edges a button stands that nobody moved. */
const MARGIN = 16;

/** Where a button stands that nobody moved: below, at the end of the lines. */
export function firstPlace(rtl: boolean): DockPlace {
  return { right: !rtl, bottom: true, x: MARGIN, y: MARGIN };
}

/** The same place in a window in which it is whole, as far as that has room for it. */
export function clamped(at: DockPlace, own: Size, room: Size): DockPlace {
  const within = (length: number, most: number) => Math.floor(Math.max(0, Math.min(length, most)));
  return { ...at, x: within(at.x, room.width - own.width), y: within(at.y, room.height - own.height) };
}

/** The same place by the upper or the lower edge, whichever is nearer: what grows has more room on the other side. */
export function held(at: DockPlace, own: Size, room: Size): DockPlace {
  const beyond = room.height - own.height - at.y;
  return at.y > Math.max(0, beyond) ? { ...at, bottom: !at.bottom, y: beyond } : at;
}

export function boxAt(at: DockPlace, own: Size, room: Size): Box {
  const left = at.right ? room.width - at.x - own.width : at.x;
  const top = at.bottom ? room.height - at.y - own.height : at.y;
  return { left, top, right: left + own.width, bottom: top + own.height };
}

/** A box as a place: by the edges that are nearest to it, so that it stays with them in a window of another size. */
export function placeOf(box: Box, room: Size): DockPlace {
  const right = box.left + box.right > room.width;
  const bottom = box.top + box.bottom > room.height;
  return { right, bottom, x: Math.round(right ? room.width - box.right : box.left), y: Math.round(bottom ? room.height - box.bottom : box.top) };
}

/** A place and its reflections, the nearest first. */
export function reflections(at: DockPlace): DockPlace[] {
  return [at, { ...at, bottom: !at.bottom }, { ...at, right: !at.right }, { ...at, right: !at.right, bottom: !at.bottom }];
}

/** The corner after a place's own, clockwise. */
export function nextCorner({ right, bottom }: DockPlace): DockPlace {
  return { right: !bottom, bottom: right, x: MARGIN, y: MARGIN };
}
