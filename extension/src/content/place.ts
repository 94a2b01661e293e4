/**
 * Where a button is: beside its anchor, which it follows by observers and hides
 * with, or docked to the window: also while every side of its anchor is taken.
 * It makes no page longer, and lies on nothing that is used or read.
 */
import type { DockPlace } from "../messages";
import type { Anchor } from "../protocol.gen";
import { covers, focusBox } from "./cover";
import { dock, type Docked } from "./dock";
import { flatParent, isOwn } from "./flat";
import { Host } from "./host";
import { layerAt, layerOfWindow } from "./layer";
import { Shift } from "./shift";
import { HEIGHT, holds, meets, spots, type Box, type Spot } from "./spot";

/** Room for the sentence, in px. */
const SENTENCE = 70;
/** Hardly a button is wider, in px. */
const WIDE = 480;
/** A move by more than this, in px, makes the exposure start anew. */
const JUMP = 4;

/** Which edges of the host are held, and where, in px from those of what it is positioned against. */
interface Held {
  right: boolean;
  bottom: boolean;
  x: number;
  y: number;
}

export class Place implements Docked {
  /** The button was moved otherwise than by scrolling. */
  onMoved: () => void = () => {};
  #host = new Host();
  #anchor: Element | null = null;
  #side: Anchor["side"] = "after";
  #at: Held = { right: false, bottom: false, x: 0, y: 0 };
  #way: Spot["way"] | "" = "";
  /** Whether it stands in the dock because no side of its anchor is free. */
  #away = false;
  /** Room that lies on nothing of the page's. */
  #clear: Box | null = null;
  /** Whether its anchor was seen when it was looked at last. */
  #seen = false;
  #stopped = new AbortController();
  #size = new ResizeObserver((changed) => this.#resized(changed));
  #frame = new ResizeObserver(() => {
    this.#frame.disconnect();
    this.#put();
  });
  #shift = new Shift(() => this.#soon());

  constructor() {
    this.#host.onReturned = () => this.#put();
    this.#host.onLifted = () => this.onMoved();
    const when = { capture: true, passive: true, signal: this.#stopped.signal };
    addEventListener("resize", () => this.#anew(), when);
    for (const type of ["fullscreenchange", "toggle", "transitionend"]) document.addEventListener(type, ({ target }) => target !== this.host && this.#anew(), when);
    for (const type of ["scroll", "focusin", "focusout"]) document.addEventListener(type, () => this.#soon(), when);
  }

  get root(): ShadowRoot {
    return this.#host.root;
  }

  get host(): HTMLElement {
    return this.#host.element;
  }

  /** Stands the button beside an element, or docks it, which takes none. Beside null it is out of sight. */
  attach(element: Element | null, side: Anchor["side"]): void {
    const anchor = side === "dock" ? null : element;
    this.#clear = null;
    if (anchor === this.#anchor && side === this.#side && this.host.isConnected) return this.#soon();
    this.#rest();
    this.#anchor = anchor;
    this.#side = side;
    if (side !== "dock" && !anchor) return this.#host.style({ display: "none" });
    if (side === "dock") dock.add(this, this.root);
    this.#host.enter();
    for (const sized of anchor ? [anchor, document.documentElement, this.host] : [this.host]) this.#size.observe(sized);
    if (anchor) this.#listenInside(anchor);
    this.#put();
  }

  stop(): void {
    this.#stopped.abort();
    this.#frame.disconnect();
    this.#rest();
    this.#host.stop();
  }

  /** Stands where the dock says, a distance from the window's edges. */
  stand({ right, bottom, x, y }: DockPlace): void {
    const layer = layerOfWindow();
    if (layer === "nowhere") return this.#host.style({ display: "none" });
    this.#host.lift(layer);
    this.#host.style({ position: "fixed", display: "flex", visibility: "visible", gap: "4px", "flex-direction": right ? "row" : "row-reverse", "align-items": bottom ? "flex-end" : "flex-start" });
    this.#hold({ right, bottom, x: right ? -x : x, y: bottom ? -y : y });
    if (layer !== "page" && !this.#host.reachable) this.#host.style({ visibility: "hidden" });
  }

  /** What is drawn in it is another: its size may be, too. */
  renew(): void {
    this.#host.renew({}, !this.#at.right && !this.#at.bottom);
  }

  #rest(): void {
    dock.remove(this);
    this.#away = false;
    this.#way = "";
    this.#size.disconnect();
    this.#shift.stop();
  }

  /** Scrolling inside a shadow root is not heard outside it. */
  #listenInside(element: Element): void {
    for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
      root.addEventListener("scroll", () => this.#soon(), { capture: true, passive: true, signal: this.#stopped.signal });
    }
  }

  /** In the next frame, before it is drawn, and once: what is observed anew is told of when all was laid out, so that nothing is for us. */
  #soon(): void {
    this.#frame.observe(document.documentElement);
  }

  /** A size is heeded in the frame in which it changed: what is asked for from in here would come too late for it, and the page be told of an error. */
  #resized(changed: readonly ResizeObserverEntry[]): void {
    const anchor = this.#anchor;
    const own = anchor?.isConnected && changed.every(({ target }) => target === this.host);
    this.#way = "";
    if (!own) this.#clear = null;
    if (!own) this.#put();
    else if (this.#seen) this.#move(anchor.getBoundingClientRect(), anchor);
  }

  /** The room changed: every side is looked at again. */
  #anew(): void {
    this.#way = "";
    this.#clear = null;
    this.#soon();
  }

  #put(): void {
    if (this.#side === "dock") return dock.settle();
    const anchor = this.#anchor;
    if (!anchor?.isConnected) return this.#host.style({ display: "none" });
    const box = anchor.getBoundingClientRect();
    const layer = layerAt(anchor);
    this.#seen = layer !== "nowhere" && box.width > 0 && box.height > 0 && anchor.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && this.#inSight(anchor, box);
    if (layer === "nowhere" || !this.#seen) {
      this.#turn(false);
      this.#host.style({ visibility: "hidden" });
    } else {
      this.#host.lift(layer);
      this.#host.style({ position: this.#away ? "fixed" : "absolute", display: "flex", visibility: "visible" });
      this.#move(box, anchor);
      if (layer !== "page" && !this.#host.reachable) this.#host.style({ visibility: "hidden" });
    }
    this.#shift.watch(anchor, box);
  }

  #move(box: DOMRect, anchor: Element): void {
    const rtl = getComputedStyle(anchor).direction === "rtl";
    const own = { width: (this.root.querySelector(".glance") ?? this.host).getBoundingClientRect().width, height: HEIGHT }; // without the dock's handle
    const [ceiling, floor, width] = [-scrollY, this.#floor(), document.documentElement.clientWidth];
    const spot = this.#choose(spots({ anchor: box, text: textOf(anchor, box), own, side: this.#side, rtl, width, ceiling, floor }), anchor, rtl);
    this.#turn(!spot);
    if (!spot) return dock.settle();
    this.#way = spot.way;
    const right = isHeldRight(spot, rtl);
    const bottom = spot.bottom + SENTENCE > floor && spot.top - SENTENCE >= ceiling;
    this.#stick(right, bottom, right ? spot.right : spot.left, bottom ? spot.bottom : spot.top);
  }

  /** Goes into the dock, or comes back beside its anchor. */
  #turn(away: boolean): void {
    if (away === this.#away) return;
    this.#away = away;
    this.#way = "";
    if (away) return dock.add(this, this.root);
    dock.remove(this);
    this.#host.style({ position: "absolute" });
  }

  /** The side that it has while that will do; else the first that lies on nothing of the page's, if there is one. */
  #choose(all: Spot[], anchor: Element, rtl: boolean): Spot | undefined {
    const focus = focusBox([this.host]);
    const clear = all.filter((spot) => !focus || !meets(spot, focus));
    const attended = this.host === document.activeElement || this.host.matches(":hover");
    const same = (attended ? all : clear).find(({ way }) => way === this.#way);
    return same ?? (attended && this.#away ? undefined : clear.find((spot) => this.#isClear(spot, anchor, rtl)));
  }

  /** Where there is room for more, what the button says next is not looked at again. */
  #isClear(spot: Spot, anchor: Element, rtl: boolean): boolean {
    if (this.#clear && holds(this.#clear, spot)) return true;
    const more = isHeldRight(spot, rtl) ? { ...spot, left: Math.min(spot.left, spot.right - WIDE) } : { ...spot, right: Math.max(spot.right, spot.left + WIDE) };
    const free = [more, spot].find((box) => !covers(box, this.host, anchor));
    this.#clear = free ?? null;
    return free !== undefined;
  }

  /** Brings the held corner to a point of the window, whatever the host is positioned against. */
  #stick(right: boolean, bottom: boolean, x: number, y: number): void {
    if (right !== this.#at.right || bottom !== this.#at.bottom) this.#hold({ ...this.#at, right, bottom });
    const own = this.host.getBoundingClientRect();
    this.#hold({ right, bottom, x: Math.round(this.#at.x + x - (right ? own.right : own.left)), y: Math.round(this.#at.y + y - (bottom ? own.bottom : own.top)) });
  }

  #hold(at: Held): void {
    const { right, bottom, x, y } = this.#at;
    const jumped = right !== at.right || bottom !== at.bottom || Math.abs(x - at.x) > JUMP || Math.abs(y - at.y) > JUMP;
    if (right === at.right && bottom === at.bottom && x === at.x && y === at.y) return;
    this.#at = at;
    if (jumped) this.onMoved(); // while the layout still holds
    this.#host.renew({
      left: at.right ? "auto" : `${at.x}px`, right: at.right ? `${-at.x}px` : "auto", top: at.bottom ? "auto" : `${at.y}px`, bottom: at.bottom ? `${-at.y}px` : "auto",
      "--column": at.bottom ? "column-reverse" : "column", "--lean": at.right ? "flex-end" : "flex-start", "--lean-rtl": at.right ? "flex-start" : "flex-end",
    });
  }

  /** The page's last line in the window's coordinates, without the button: it may be what makes the page so long. */
  #floor(): number {
    const page = document.scrollingElement ?? document.documentElement;
    if (this.#away || this.host.getBoundingClientRect().bottom + scrollY < page.scrollHeight - 1) return page.scrollHeight - scrollY;
    this.#host.style({ position: "fixed" });
    const floor = page.scrollHeight - scrollY;
    this.#host.style({ position: "absolute" });
    return floor;
  }

  /** Whether the anchor's middle is in sight: not scrolled out of its pane, not under a header or a dialog. */
  #inSight(anchor: Element, box: DOMRect): boolean {
    const [x, y] = [Math.min(box.left + 4, box.right - 1), box.top + box.height / 2];
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return true; // out of the window: harmless
    const hit = document.elementsFromPoint(x, y).find((element) => !isOwn(element));
    if (!hit || hit === document.documentElement || hit === document.body) return true;
    const outer = outermost(anchor);
    return hit.contains(outer) || outer.contains(hit) || related(hit, anchor);
  }
}

/** Whether what grows there grows to the left. */
function isHeldRight({ way }: Spot, rtl: boolean): boolean {
  return way === "before" ? !rtl : rtl;
}

/** Where an anchor's text begins and ends: a heading's box may be as wide as its page. */
function textOf(anchor: Element, box: DOMRect): { left: number; right: number } {
  const range = document.createRange();
  range.selectNodeContents(anchor);
  const rects = [...range.getClientRects()];
  const [left, right] = [Math.max(box.left, Math.min(...rects.map((rect) => rect.left))), Math.min(box.right, Math.max(...rects.map((rect) => rect.right)))];
  return left < right ? { left, right } : box;
}

/** The element of the document's own tree that holds the anchor. */
function outermost(anchor: Element): Element {
  let at = anchor;
  for (let root = at.getRootNode(); root instanceof ShadowRoot; root = at.getRootNode()) at = root.host;
  return at;
}

/** Whether what is hit is drawn by the anchor's own block: a wrapper's link, a neighbour's padding. */
function related(hit: Element, anchor: Element): boolean {
  for (let at: Node | null = anchor, up = 0; at && up < 3; at = flatParent(at), up++) if (at.contains(hit)) return true;
  return false;
}
