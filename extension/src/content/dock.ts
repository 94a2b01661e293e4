/**
 * The docked buttons of a page: one stack at one place of the window, which
 * the agent moves. It stays whole in a window of any size, and steps aside
 * while it would lie on what has the page's focus.
 */
import type { DockPlace } from "../messages";
import { Words } from "../words";
import { boxAt, clamped, firstPlace, held, nextCorner, placeOf, reflections } from "./corner";
import { focusBox } from "./cover";
import { Grip } from "./grip";
import { HEIGHT, meets, type Box, type Size } from "./spot";

const GAP = 8;

/** One button of the stack. */
export interface Docked {
  host: HTMLElement;
  /** Stands at a place, which is whole in the window. */
  stand(at: DockPlace): void;
}

export class Dock {
  /** The agent moved it to a place that is worth remembering. */
  onMoved: (at: DockPlace) => void = () => {};
  #stack = new Map<Docked, Grip>();
  #at: DockPlace | null = null;
  /** Which reflection of its place it stands at. */
  #turned = 0;
  #held: { box: Box; at: DockPlace } | null = null;

  /** Where the agent once put it; while it is held, it stays in the hand. */
  restore(at: DockPlace): void {
    this.#at ??= at;
    this.settle();
  }

  /** Takes a button into the stack, and gives it its handle. */
  add(docked: Docked, root: ShadowRoot): void {
    if (this.#stack.has(docked)) return;
    const grip = new Grip({
      grab: () => (this.#held = { box: this.#box(this.#standing), at: this.#now }),
      drag: (x, y) => this.#drag(x, y),
      drop: (keep) => this.#drop(keep, grip),
      corner: () => this.#go(nextCorner(this.#standing), grip),
      home: () => this.#go(firstPlace(isRTL()), grip),
    });
    root.append(...grip.nodes);
    this.#stack.set(docked, grip);
  }

  remove(docked: Docked): void {
    for (const node of this.#stack.get(docked)?.nodes ?? []) node.remove();
    if (this.#stack.delete(docked)) this.settle();
  }

  /** Puts every button where it belongs in the window as it is now. */
  settle(): void {
    if (this.#stack.size === 0) return;
    const at = held(clamped(this.#aside(), this.#size(), room()), this.#size(), room());
    let above = 0;
    for (const docked of this.#stack.keys()) {
      docked.stand({ ...at, y: at.y + above });
      above += docked.host.getBoundingClientRect().height + GAP;
    }
  }

  get #now(): DockPlace {
    return clamped(this.#at ?? firstPlace(isRTL()), this.#size(), room());
  }

  /** Where it stands, own place or not. */
  get #standing(): DockPlace {
    return reflections(this.#now)[this.#turned] ?? this.#now;
  }

  /** Its own place, or a reflection of it that is free of the page's focus. While it is attended to, it does not turn. */
  #aside(): DockPlace {
    const hosts = [...this.#stack.keys()].map(({ host }) => host);
    const attended = hosts.some((host) => host === document.activeElement || host.matches(":hover"));
    const all = reflections(this.#now);
    if (this.#held) this.#turned = 0;
    else if (!attended) {
      const focus = focusBox(hosts);
      this.#turned = Math.max(0, all.findIndex((at) => !focus || !meets(this.#box(at), focus)));
    }
    return all[this.#turned] ?? this.#now;
  }

  #drag(x: number, y: number): void {
    if (!this.#held) return;
    const { left, top, right, bottom } = this.#held.box;
    const wanted = placeOf({ left: left + x, top: top + y, right: right + x, bottom: bottom + y }, room());
    this.#at = clamped(wanted, this.#size(), room());
    this.settle();
  }

  #drop(keep: boolean, grip: Grip): void {
    const before = this.#held?.at ?? null;
    this.#held = null;
    this.#go(keep ? this.#now : before ?? this.#now, grip);
  }

  #go(at: DockPlace, grip: Grip): void {
    this.#at = at;
    this.#turned = 0;
    this.settle();
    this.onMoved(this.#now);
    grip.say(new Words().get(`dock_${at.bottom ? "bottom" : "top"}_${at.right ? "right" : "left"}`));
  }

  /** Without sentences: none that comes or goes moves what is being pressed. */
  #size(): Size {
    const widths = [...this.#stack.keys()].map(({ host }) => host.getBoundingClientRect().width);
    return { width: Math.max(0, ...widths), height: widths.length * (HEIGHT + GAP) - GAP };
  }

  #box(at: DockPlace): Box {
    const size = this.#size();
    return boxAt(clamped(at, size, room()), size, room());
  }
}

/** The window without its scroll bars. */
function room(): Size {
  const { clientWidth, clientHeight } = document.scrollingElement ?? document.documentElement;
  return { width: clientWidth, height: clientHeight };
}

function isRTL(): boolean {
  return getComputedStyle(document.documentElement).direction === "rtl";
}

/** The page's only one. */
export const dock = new Dock();
