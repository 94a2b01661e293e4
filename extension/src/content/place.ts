/**
 * Keeps the button beside its anchor without being in the page's own tree: the
 * host stands at the end of the document element, absolute, so that nothing of
 * the page moves and no framework meets a foreign node. It follows by
 * observers, and hides while its anchor cannot be seen.
 */
import type { Anchor } from "../protocol.gen";
import { flatParent } from "./flat";

const MARK = "data-glance-button";
const GAP = 8;
/** A move by more than this, in px, makes the exposure start anew. */
const JUMP = 4;
/** How often a removed host is put back before the page is let have its way. */
const MOST_RETURNS = 20;

export class Place {
  readonly root: ShadowRoot;
  /** The button was moved otherwise than by scrolling. */
  onMoved: () => void = () => {};
  #host: HTMLElement;
  #sheet = new CSSStyleSheet();
  #styles: { [property: string]: string } = { all: "initial", position: "absolute", left: "0px", top: "0px", "z-index": "2147483647" };
  #declared = "";
  #anchor: Element | null = null;
  #side = "after";
  #at = { left: 0, top: 0 };
  #returns = 0;
  #frame = 0;
  #stopped = new AbortController();
  #removal = new MutationObserver(() => this.#return());
  #size = new ResizeObserver(() => this.#soon());
  #shift: IntersectionObserver | null = null;

  constructor() {
    for (const old of document.querySelectorAll(`:scope > [${MARK}]`)) old.remove();
    this.#host = document.createElement("div");
    this.#host.setAttribute(MARK, "");
    this.root = this.#host.attachShadow({ mode: "closed" });
    this.root.adoptedStyleSheets = [this.#sheet];
    this.#style({ display: "none" });
    this.#removal.observe(document, { childList: true });
    const when = { capture: true, passive: true, signal: this.#stopped.signal };
    addEventListener("resize", () => this.#soon(), when);
    document.addEventListener("scroll", () => this.#soon(), when);
    document.addEventListener("transitionend", () => this.#soon(), when);
  }

  /** Stands the button beside an element; null takes it out of sight. */
  attach(element: Element | null, side: Anchor["side"]): void {
    if (element === this.#anchor && side === this.#side && this.#host.isConnected) return this.#soon();
    this.#anchor = element;
    this.#side = side;
    this.#size.disconnect();
    this.#shift?.disconnect();
    if (!element) return this.#style({ display: "none" });
    if (!this.#host.isConnected) document.documentElement.append(this.#host);
    this.#removal.observe(document.documentElement, { childList: true });
    for (const sized of [element, document.documentElement, this.#host]) this.#size.observe(sized);
    this.#listenInside(element);
    this.#put();
  }

  stop(): void {
    this.#stopped.abort();
    cancelAnimationFrame(this.#frame);
    this.#removal.disconnect();
    this.#size.disconnect();
    this.#shift?.disconnect();
    this.#host.remove();
  }

  /** Scrolling inside a shadow root is not heard outside it. */
  #listenInside(element: Element): void {
    for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
      root.addEventListener("scroll", () => this.#soon(), { capture: true, passive: true, signal: this.#stopped.signal });
    }
  }

  #return(): void {
    if (!this.#anchor || this.#host.isConnected || this.#returns++ >= MOST_RETURNS) return;
    document.documentElement.append(this.#host);
    this.#removal.observe(document.documentElement, { childList: true });
    this.#put();
  }

  #soon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#put());
  }

  #put(): void {
    const anchor = this.#anchor;
    if (!anchor?.isConnected) return this.#style({ display: "none" });
    const box = anchor.getBoundingClientRect();
    const shown = box.width > 0 && box.height > 0 && anchor.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && this.#inSight(anchor, box);
    this.#style(shown ? { display: "block", visibility: "visible" } : { visibility: "hidden" });
    if (shown) this.#move(box, anchor);
    this.#watchShift(anchor, box);
  }

  /** Puts the host where it belongs, whatever it is positioned against. */
  #move(box: DOMRect, anchor: Element): void {
    const own = this.#host.getBoundingClientRect();
    const { x, y } = spot(box, textRight(anchor, box), own, this.#side, document.documentElement.clientWidth);
    const [left, top] = [Math.round(this.#at.left + x - own.left), Math.round(this.#at.top + y - own.top)];
    const jumped = Math.abs(left - this.#at.left) > JUMP || Math.abs(top - this.#at.top) > JUMP;
    if (left === this.#at.left && top === this.#at.top) return;
    this.#at = { left, top };
    this.#style({ left: `${left}px`, top: `${top}px` });
    if (jumped) this.onMoved();
  }

  /** Whether the anchor's middle is in sight: not scrolled out of its pane, not under a header or a dialog. */
  #inSight(anchor: Element, box: DOMRect): boolean {
    const [x, y] = [Math.min(box.left + 4, box.right - 1), box.top + box.height / 2];
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return true; // out of the window: harmless
    const hit = document.elementsFromPoint(x, y).find((element) => element !== this.#host);
    if (!hit || hit === document.documentElement || hit === document.body) return true;
    const outer = outermost(anchor);
    return hit.contains(outer) || outer.contains(hit) || related(hit, anchor);
  }

  /** A move of the anchor without any resize is seen by a margin that fits it exactly. */
  #watchShift(anchor: Element, box: DOMRect): void {
    this.#shift?.disconnect();
    const { clientWidth, clientHeight } = document.documentElement;
    const inside = box.top >= 0 && box.left >= 0 && box.bottom <= clientHeight && box.right <= clientWidth;
    const rootMargin = inside ? [-box.top, box.right - clientWidth, box.bottom - clientHeight, -box.left].map((px) => `${Math.floor(px)}px`).join(" ") : "0px";
    let first = true;
    this.#shift = new IntersectionObserver(() => (first ? (first = false) : this.#soon()), { rootMargin, threshold: [0, 0.5, 0.99] });
    this.#shift.observe(anchor);
  }

  /** What is important in here beats anything that a page can say. */
  #style(values: { [property: string]: string }): void {
    Object.assign(this.#styles, values);
    const declared = Object.entries(this.#styles).map(([property, value]) => `${property}: ${value} !important;`).join(" ");
    if (declared === this.#declared) return;
    this.#declared = declared;
    this.#sheet.replaceSync(`:host { ${declared} }`);
  }
}

/** Where the host's corner goes, in the window's coordinates: beside the anchor, or below it where there is no room. */
export function spot(anchor: { left: number; top: number; bottom: number; height: number }, right: number, own: { width: number; height: number }, side: string, width: number): { x: number; y: number } {
  const fits = side !== "below" && right + GAP + own.width <= width;
  if (fits) return { x: right + GAP, y: anchor.top + (anchor.height - 30) / 2 };
  return { x: Math.max(0, Math.min(anchor.left, width - own.width)), y: anchor.bottom + GAP / 2 };
}

/** Where an anchor's text ends: a heading's box may be as wide as its page. */
function textRight(anchor: Element, box: DOMRect): number {
  const range = document.createRange();
  range.selectNodeContents(anchor);
  const right = Math.max(...[...range.getClientRects()].map((rect) => rect.right), -Infinity);
  return right > box.left ? Math.min(right, box.right) : box.right;
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
