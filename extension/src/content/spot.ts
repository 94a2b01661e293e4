/**
 * Where a button stands beside its anchor, as geometry alone. All lengths are
 * CSS px in the window's coordinates.
 */
import type { Anchor } from "../protocol.gen";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

/** What a place is chosen from. */
export interface Room {
  anchor: Box;
  /** Where the anchor's text begins and ends: a heading's box may be as wide as its page. */
  text: { left: number; right: number };
  own: Size;
  side: Anchor["side"];
  /** Whether the anchor is read from right to left. */
  rtl: boolean;
  /** The width of the window. */
  width: number;
  /** The first line of the page, and the last: beyond it a button would make the page longer. */
  ceiling: number;
  floor: number;
}

type Way = "after" | "before" | "below" | "above";

/** A place, and which of the four it is. */
export interface Spot extends Box {
  way: Way;
}

/** The height of a button without its sentence, in px. */
export const HEIGHT = 30;
const GAP = 8;
const NEAR = 4;

const order: { [side: string]: Way[] } = {
  after: ["after", "below", "above", "before"],
  before: ["before", "below", "above", "after"],
  below: ["below", "above", "after", "before"],
};

/** The places that there is room for, the one that is wanted first. There is at least one. */
export function spots(room: Room): Spot[] {
  const { own, width, floor, ceiling } = room;
  const all = (order[room.side] ?? ["below"]).map((way) => spot(way, room));
  const fitting = all.filter((box) => box.left >= 0 && box.right <= Math.max(width, own.width) && box.bottom <= floor && box.top >= ceiling);
  return fitting.length > 0 ? fitting : [spot("below", room)];
}

function spot(way: Way, { anchor, text, own, rtl, width }: Room): Spot {
  const beside = way === "after" || way === "before";
  const right = (way === "after") !== rtl;
  const beginning = Math.max(0, Math.min(rtl ? anchor.right - own.width : anchor.left, width - own.width));
  const left = !beside ? beginning : right ? text.right + GAP : text.left - GAP - own.width;
  const middle = (anchor.top + anchor.bottom - own.height) / 2;
  const top = beside ? middle : way === "below" ? anchor.bottom + NEAR : anchor.top - NEAR - own.height;
  return { way, left, top, right: left + own.width, bottom: top + own.height };
}

export function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Whether all of one box is in another. */
export function holds(outer: Box, { left, top, right, bottom }: Box): boolean {
  return outer.left <= left && outer.top <= top && outer.right >= right && outer.bottom >= bottom;
}
