/**
 * What a click is worth. It counts as a trusted event on a control that has
 * been visible and uncovered for a while before the pointer went down, on the
 * same node and for the same action through the click. A key press counts when
 * the control, so visible, has the focus. A page cannot make an agent press
 * what the agent does not see.
 */
import { veiledAround } from "./around";
import { hosts } from "./host";
import { plain } from "./plain";
import { Seal } from "./seal";
import { veiled } from "./veil";

/** How long a control must have been exposed, in milliseconds. */
export const EXPOSED_FOR = 500;
/** The browser reports exposure at this pace, in milliseconds: its own minimum. */
const REPORT = 100;
/** The pace of looking where the browser does not report, in milliseconds: while the agent does something, and when nothing was done for so long. */
const SAMPLE = 200;
const RESTING = { pace: 1_000, after: 3_000 };
/** How long after a key went down elsewhere none counts, in milliseconds: the focus may be taken from what an agent types in. A screen reader presses without any. */
const ELSEWHERE = 500;
/** A page that is scrolled by more than this, in px, has brought its button somewhere else. */
const JUMP = 4;
/** Points of a control that are looked at beside its middle and corners, each time others: no page foresees them. */
const POINTS = 12;

/** What is known when a control is pressed. Times are those of performance.now(). */
export interface Press {
  trusted: boolean;
  /** By keyboard, or a screen reader's equivalent: no pointer went down. */
  byKey: boolean;
  focused: boolean;
  exposedSince: number | null;
  exposedNow: boolean;
  /** When the pointer went down on it; null where it did not, or on another node or action. */
  downAt: number | null;
  at: number;
}

/** Why a press does not count. */
export type Refusal = "untrusted" | "moved" | "unfocused" | "covered" | "too_new";

/** Whether a press counts; null is yes. */
export function judgePress(press: Press): Refusal | null {
  if (!press.trusted) return "untrusted";
  if (press.byKey && !press.focused) return "unfocused";
  if (press.exposedSince === null || !press.exposedNow) return "covered";
  if (!press.byKey && press.downAt === null) return "moved";
  const from = press.byKey ? press.at : press.downAt ?? press.at;
  return from - press.exposedSince < EXPOSED_FOR ? "too_new" : null;
}

/** What the guard says of one control. */
export interface Guard {
  add(node: HTMLElement, action: string): void;
  remove(node: HTMLElement): void;
  /** The button has got its style. */
  dressed?(): void;
  /** The page moved the button, or the tab comes into sight: nothing has been exposed where it is now. */
  moved(): void;
  /** Judges a click, or a key that was pressed in a field. */
  judge(event: UIEvent, node: HTMLElement, action: string): Refusal | null;
  stop(): void;
}

/** Guards the controls of one closed shadow root. */
export class PageGuard implements Guard {
  #root: ShadowRoot;
  #seal: Seal;
  #since = new Map<Element, number>();
  /** Until when no key counts: one went down elsewhere, or is held from there on. */
  #elsewhere = 0;
  #down: { node: HTMLElement; action: string; at: number } | null = null;
  #observer: IntersectionObserver;
  #reports: boolean;
  #nodes = new Map<HTMLElement, string>();
  /** How far the page was scrolled when its buttons were last known to have moved. */
  #at = { x: scrollX, y: scrollY };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the agent last did something in the window. */
  #done = 0;
  #stopped = new AbortController();

  constructor(root: ShadowRoot) {
    this.#root = root;
    this.#seal = new Seal(root);
    this.#reports = "isVisible" in IntersectionObserverEntry.prototype;
    const options = { threshold: [0.99], trackVisibility: true, delay: REPORT };
    this.#observer = new IntersectionObserver((entries) => (this.#reports ? entries.forEach((entry) => this.#report(entry)) : this.#sample()), options);
    if (!this.#reports) this.#lookOn();
    const when = { capture: true, passive: true, signal: this.#stopped.signal };
    root.addEventListener("pointerdown", (event) => this.#press(event as PointerEvent), when);
    addEventListener("keydown", (event) => event.isTrusted && (this.#elsewhere = event.target === root.host && !event.repeat ? 0 : event.timeStamp + ELSEWHERE), when);
    document.addEventListener("visibilitychange", () => this.moved(), when);
    if (!this.#reports) for (const type of ["pointermove", "pointerdown", "keydown", "visibilitychange"]) addEventListener(type, () => this.#attend(), when);
    document.addEventListener("scroll", () => this.#scrolled(), { passive: true, signal: this.#stopped.signal });
  }

  add(node: HTMLElement, action: string): void {
    this.#nodes.set(node, action);
    this.#observer.observe(node);
  }

  remove(node: HTMLElement): void {
    this.#nodes.delete(node);
    this.#since.delete(node);
    this.#observer.unobserve(node);
    if (this.#down?.node === node) this.#down = null;
  }

  dressed(): void {
    this.#seal.dressed();
  }

  moved(): void {
    const now = performance.now();
    this.#at = { x: scrollX, y: scrollY };
    for (const node of this.#since.keys()) this.#since.set(node, now);
  }

  judge(event: UIEvent, node: HTMLElement, action: string): Refusal | null {
    this.#scrolled();
    const down = this.#down?.node === node && this.#down.action === action ? this.#down.at : null;
    this.#down = null;
    const byKey = event instanceof KeyboardEvent || (event.detail === 0 && (event as PointerEvent).pointerType === "");
    return judgePress({
      trusted: event.isTrusted,
      byKey,
      focused: this.#root.activeElement === node && document.hasFocus() && event.timeStamp > this.#elsewhere,
      exposedSince: this.#since.get(node) ?? null,
      exposedNow: this.#seen(node),
      downAt: down,
      at: event.timeStamp,
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped.abort();
    this.#observer.disconnect();
    this.#nodes.clear();
  }

  /** A button that scrolls with its page may be brought under the pointer by it. */
  #scrolled(): void {
    const far = Math.max(Math.abs(scrollX - this.#at.x), Math.abs(scrollY - this.#at.y)) > JUMP;
    if (far && getComputedStyle(this.#root.host).position !== "fixed") this.moved();
  }

  #press(event: PointerEvent): void {
    this.#scrolled();
    const node = event.composedPath().find((target) => this.#nodes.has(target as HTMLElement)) as HTMLElement | undefined;
    const seen = event.isTrusted && node && this.#seen(node);
    this.#down = seen ? { node, action: this.#nodes.get(node) ?? "", at: event.timeStamp } : null;
  }

  #report(entry: IntersectionObserverEntry): void {
    const visible = entry.isIntersecting && (entry as { isVisible?: boolean }).isVisible === true;
    this.#note(entry.target, visible, entry.time);
  }

  /** The same, through all windows around, and in its own root: that is looked at in a press only. */
  #seen(node: HTMLElement): boolean {
    const box = node.getBoundingClientRect();
    return this.#exposed(node) && !veiledAround(box, this.#reports) && !hosts.get(this.#root.host)?.displaced && !this.#seal.broken(node, box);
  }

  #exposed(node: HTMLElement): boolean {
    return exposed(node, this.#root) && !veiled(this.#root.host, node.getBoundingClientRect());
  }

  /** Samples on and on, but for a tab that is not in sight. */
  #lookOn(): void {
    const resting = performance.now() - this.#done > RESTING.after;
    this.#timer = document.hidden ? undefined : setTimeout(() => {
      this.#sample();
      this.#lookOn();
    }, resting ? RESTING.pace : SAMPLE);
  }

  /** What was covered until the agent moved is seen to have been. */
  #attend(): void {
    const rested = performance.now() - this.#done > RESTING.after;
    this.#done = performance.now();
    if (!rested && this.#timer !== undefined) return;
    clearTimeout(this.#timer);
    this.#sample();
    this.#lookOn();
  }

  #sample(): void {
    for (const node of this.#nodes.keys()) this.#note(node, this.#exposed(node), performance.now());
  }

  #note(node: Element, visible: boolean, at: number): void {
    if (!visible) this.#since.delete(node);
    else if (!this.#since.has(node)) this.#since.set(node, at);
  }
}

/** Whether a control is, at this moment, on top at its centre and corners, opaque and unclipped. */
export function exposed(node: HTMLElement, root: ShadowRoot): boolean {
  const box = node.getBoundingClientRect();
  if (box.width < 8 || box.height < 8 || document.hidden) return false;
  return points(box).every(([x, y]) => onTop(node, root, x, y)) && plain(node);
}

function points({ left, top, width, height }: DOMRect): [number, number][] {
  const [x, y] = [Math.min(10, width / 4), Math.min(6, height / 4)];
  const [right, bottom] = [left + width, top + height];
  const any = (from: number, to: number) => from + Math.random() * (to - from);
  const others = Array.from({ length: POINTS }, (): [number, number] => [any(left + x, right - x), any(top + y, bottom - y)]);
  return [[left + width / 2, top + height / 2], [left + x, top + y], [right - x, top + y], [left + x, bottom - y], [right - x, bottom - y], ...others];
}

function onTop(node: HTMLElement, root: ShadowRoot, x: number, y: number): boolean {
  if (document.elementFromPoint(x, y) !== root.host) return false;
  const hit = root.elementFromPoint(x, y);
  return hit !== null && (hit === node || node.contains(hit));
}
