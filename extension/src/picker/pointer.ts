/**
 * Pointing, in one frame: a pane of glass takes the mouse, so that the page does
 * nothing of what is clicked; the keyboard goes from text to text, wider and
 * narrower. What is pointed at is drawn round, with its label and its value.
 * Events that a page made itself count for nothing.
 */
import { enter } from "./frame";
import type { Overlay } from "./overlay";
import { elementAt, narrower, neighbour, wider } from "./walk";

/** How long the mouse's wheel goes to the page, in milliseconds. */
const WHEELING = 250;

/** What is said of an element. */
export interface Said {
  label: string;
  value: string;
  /** Why it cannot be chosen; empty where it can. */
  no: string;
}

export interface PointerWorld {
  say(element: Element): Said;
  choose(element: Element): void;
  /** It was pressed, and cannot be chosen. */
  barred(element: Element): void;
  /** The keyboard wants out of it. */
  leave(): void;
  /** What is pointed at by keyboard, for who hears it. */
  told(said: Said): void;
  /** The control that has the keyboard while pointing goes on; null in a frame: the window itself. */
  stage(): Element | null;
  /** Whether a frame of the page answers, so that the mouse and the keyboard may go into it. */
  answers(frame: Element): boolean;
}

export class Pointer {
  #overlay: Overlay;
  #world: PointerWorld;
  #glass = element("div", "glass");
  #box = element("div", "box");
  #chip = element("div", "chip");
  #at: Element | null = null;
  #trail: Element[] = [];
  #pointing = false;
  #wheel: ReturnType<typeof setTimeout> | undefined;
  #stopped = new AbortController();

  constructor(overlay: Overlay, into: HTMLElement, world: PointerWorld) {
    this.#overlay = overlay;
    this.#world = world;
    into.prepend(this.#glass, this.#box, this.#chip);
    this.#show(null);
    const heard = { capture: true, signal: this.#stopped.signal };
    this.#glass.addEventListener("pointermove", (event) => this.#move(event), heard);
    this.#glass.addEventListener("click", (event) => this.#click(event), heard);
    this.#glass.addEventListener("wheel", () => this.#letThrough(), { ...heard, passive: true });
    addEventListener("pointermove", (event) => this.#comeBack(event), heard);
    addEventListener("keydown", (event) => this.#key(event), heard);
    addEventListener("keyup", (event) => this.#swallow(event), heard);
    document.addEventListener("scroll", () => this.#draw(), heard);
    addEventListener("resize", () => this.#draw(), heard);
    document.documentElement.addEventListener("pointerleave", () => this.#show(null), heard);
    this.pointing = false;
  }

  get pointing(): boolean {
    return this.#pointing;
  }

  set pointing(now: boolean) {
    this.#pointing = now;
    this.#glass.hidden = !now;
    if (now) this.#overlay.raise();
    else this.#show(null);
  }

  stop(): void {
    clearTimeout(this.#wheel);
    this.#stopped.abort();
  }

  #move(event: PointerEvent): void {
    if (!event.isTrusted || !this.#pointing) return;
    const found = elementAt(event.clientX, event.clientY);
    if (found?.matches("iframe, frame") && this.#world.answers(found)) this.#glass.style.pointerEvents = "none";
    if (found !== this.#at) this.#show(found);
  }

  /** The mouse is over the page itself: it has left a frame, or the wheel has stopped. */
  #comeBack(event: PointerEvent): void {
    if (!event.isTrusted || !this.#pointing || this.#overlay.has(event)) return;
    if (event.target instanceof Element && event.target.matches("iframe, frame")) return;
    this.#glass.style.pointerEvents = "";
    this.#move(event);
  }

  #letThrough(): void {
    this.#glass.style.pointerEvents = "none";
    clearTimeout(this.#wheel);
    this.#wheel = setTimeout(() => (this.#glass.style.pointerEvents = ""), WHEELING);
  }

  #click(event: MouseEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.isTrusted || !this.#pointing) return;
    const found = elementAt(event.clientX, event.clientY);
    if (found) this.#take(found);
  }

  #take(found: Element): void {
    this.#show(found);
    if (this.#world.say(found).no) this.#world.barred(found);
    else this.#world.choose(found);
  }

  #mine(event: KeyboardEvent): boolean {
    return event.isTrusted && this.#pointing && (!this.#overlay.has(event) || this.#overlay.active === this.#world.stage());
  }

  #key(event: KeyboardEvent): void {
    if (!this.#mine(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const go = this.#stepOf(event);
    if (!go) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    go();
  }

  #swallow(event: KeyboardEvent): void {
    if (this.#mine(event) && this.#stepOf(event)) event.stopImmediatePropagation();
  }

  #stepOf({ key, shiftKey }: KeyboardEvent): (() => void) | null {
    const at = this.#at;
    switch (key) {
      case "Tab": return () => this.#go(neighbour(at, !shiftKey));
      case "ArrowRight": return () => this.#go(neighbour(at, true));
      case "ArrowLeft": return () => this.#go(neighbour(at, false));
      case "ArrowUp": return () => this.#widen();
      case "ArrowDown": return () => this.#narrow();
      case "Enter": case " ": return () => at?.isConnected && this.#take(at);
      case "Escape": return () => this.#world.leave();
      default: return null;
    }
  }

  #widen(): void {
    const around = this.#at && wider(this.#at);
    if (!around) return;
    const trail = [...this.#trail, this.#at as Element];
    this.#go(around);
    this.#trail = trail;
  }

  /** Back to where it was widened from; else the first part. A frame that answers takes the keyboard. */
  #narrow(): void {
    if (this.#at?.matches("iframe, frame")) return this.#world.answers(this.#at) ? enter(this.#at as HTMLIFrameElement) : this.#take(this.#at);
    const trail = this.#trail.slice(0, -1);
    const inside = this.#trail.at(-1) ?? (this.#at && narrower(this.#at));
    if (!inside?.isConnected) return;
    this.#go(inside);
    this.#trail = trail;
  }

  #go(to: Element | null): void {
    if (!to) return;
    to.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    this.#show(to);
    this.#world.told(this.#world.say(to));
  }

  /** Where what is pointed at stands in the window; null where nothing is. */
  get place(): DOMRect | null {
    return this.#at?.getBoundingClientRect() ?? null;
  }

  #show(found: Element | null): void {
    this.#at = found;
    this.#trail = [];
    this.#draw();
  }

  #draw(): void {
    const shown = this.#pointing && this.#at?.isConnected ? this.#at : null;
    this.#box.hidden = this.#chip.hidden = shown === null;
    if (!shown) return;
    const box = shown.getBoundingClientRect();
    place(this.#box, { left: box.left - 3, top: box.top - 3, width: box.width + 6, height: box.height + 6 });
    this.#fill(this.#world.say(shown));
    const room = Math.max(0, innerWidth - this.#chip.offsetWidth - 8);
    const below = box.bottom + 8 + this.#chip.offsetHeight <= innerHeight;
    const top = below ? box.bottom + 8 : Math.max(8, box.top - 8 - this.#chip.offsetHeight);
    place(this.#chip, { left: Math.max(8, Math.min(box.left, room)), top });
  }

  #fill({ label, value, no }: Said): void {
    const parts: Node[] = [];
    if (label) parts.push(element("b", "", `${label}: `));
    parts.push(document.createTextNode(value));
    if (no) parts.push(element("span", "no", no));
    this.#chip.replaceChildren(...parts);
  }
}

function place(node: HTMLElement, at: { left: number; top: number; width?: number; height?: number }): void {
  for (const [name, value] of Object.entries(at)) node.style.setProperty(name, `${Math.round(value)}px`);
}

/** Makes an element with a class and text. Text is never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, kind = "", text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}
