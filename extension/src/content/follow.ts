/**
 * Notices that the page shows another record. Navigation tells most of it; the
 * rest is seen on the way to the fields that were read, and nowhere else. Only
 * while something is missing is the page at large watched, and then for one
 * change at a time, so that a page in turmoil costs no more than one at rest.
 */
import type { Record } from "../protocol.gen";
import { DRAWING } from "./belief";
import { rootsIn } from "./survey";

/** How long the page has to be still before it is read, and how long at most, in milliseconds. */
const STILL = 40;
const LONGEST = 200;
/** Reading takes at most one part in so many of the time: a large page is read more rarely while it goes on changing. */
const SHARE = 20;
/** But it is never left alone for longer than this: just after a move, and later, in milliseconds. */
const LONGEST_REST = { moved: 200, later: 10_000 };
const MOST_VAIN = 12;
/** What a script writes into a form's control is seen by nothing: once it stands in a page that has moved, or is new, it is looked at again so long after, in milliseconds. */
const AFTER_MOVE = [150, 350, 700, 1_500, 3_000];
/** Attributes by which most pages hide what they have. */
const HIDING = ["class", "style", "hidden"];

/** What was read of a page. */
export interface Read {
  record: Record;
  visitorId: string;
}

export class Follow {
  #look: () => void;
  #moved: (how: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #stopped = new AbortController();
  #path = new MutationObserver((records) => records.some(isPages) && this.soon());
  #page = new MutationObserver((records) => records.some(isPages) && this.#turmoil());
  /** The looks at controls since the last move; null: no control was read since. */
  #later: ReturnType<typeof setTimeout>[] | null = null;
  /** How often the page was read, and something missing, since the agent did anything: each time it is left alone for twice as long. */
  #vain = 0;
  /** When the page was last read, and how long that took, in milliseconds. */
  #last = { at: 0, took: 0 };
  #nodes: readonly Node[] = [];
  #url = location.href;
  #movedAt = performance.now();

  /** moved: the address changed, how if it is known at that moment ("traverse": in the browser's history), and the page is looked at soon. look: so much is settled that it can be read. */
  constructor(moved: (how: string) => void, look: () => void) {
    this.#moved = moved;
    this.#look = look;
    const once = { signal: this.#stopped.signal };
    const { navigation } = globalThis as { navigation?: EventTarget };
    for (const went of ["navigatesuccess", "currententrychange"]) navigation?.addEventListener(went, (event) => this.#went((event as { navigationType?: string }).navigationType), once);
    for (const went of ["popstate", "hashchange"]) addEventListener(went, () => this.#went(), once);
    addEventListener("focus", () => this.soon(), once);
    addEventListener("resize", () => this.soon(), once); // what is hidden may depend on it; a frame may begin without a size
    for (const typed of ["input", "change"]) document.addEventListener(typed, () => this.soon(), { ...once, capture: true, passive: true });
    document.addEventListener("visibilitychange", () => this.soon(), once);
  }

  /** How much longer the page may still be drawing what its address promises, in milliseconds. */
  get fresh(): number {
    return Math.max(0, this.#movedAt + DRAWING - performance.now());
  }

  /** The agent does something: what is missing may come. */
  attend(): void {
    this.#vain = 0;
  }

  /** Looks again when the page has been still for a moment. */
  soon(after = STILL): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#due = now + Math.max(LONGEST, after, this.#rest(now));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), Math.min(after, Math.max(0, this.#due - now)));
  }

  /** Watches these nodes and the ways to them, and the ways to others; or, with roots, the page at large, because something is missing. */
  watch(nodes: readonly Node[], ways: readonly Node[], roots: readonly ParentNode[] | null): void {
    if (!this.#later && nodes.some(isControl)) this.#later = AFTER_MOVE.map((after) => setTimeout(() => this.soon(), after));
    const all = roots ? [] : [...nodes, ...ways];
    this.#vain = roots ? Math.min(this.#vain + 1, MOST_VAIN) : 0;
    const same = all.length > 0 && all.length === this.#nodes.length && all.every((node, at) => node === this.#nodes[at]);
    if (!same) this.rest();
    this.#nodes = all;
    if (roots) for (const root of roots) this.#page.observe(root, { childList: true, subtree: true, characterData: true, attributeFilter: HIDING });
    else {
      for (const node of ways) this.#path.observe(node, node instanceof Element ? { childList: true, characterData: true, attributes: true } : { characterData: true });
      for (const node of nodes) this.#observeWhole(node);
      for (const node of all) this.#observeWay(node);
    }
  }

  /** Watches nothing in the page: none of its records is shown. */
  rest(): void {
    this.#nodes = [];
    this.#path.disconnect();
    this.#page.disconnect();
  }

  stop(): void {
    this.rest();
    clearTimeout(this.#timer);
    this.#later?.forEach(clearTimeout);
    this.#stopped.abort();
  }

  /** An address changes within the page's own call, and before what it promises is drawn. */
  #went(how?: string): void {
    if (this.#check(how)) this.soon();
  }

  #now(): void {
    this.#timer = undefined;
    const at = performance.now();
    this.#check();
    this.#look();
    this.#last = { at, took: performance.now() - at };
  }

  #check(how = ""): boolean {
    if (location.href === this.#url) return false;
    this.#url = location.href;
    this.#movedAt = performance.now();
    this.#vain = 0;
    this.#later?.forEach(clearTimeout);
    this.#later = null;
    this.#moved(how);
    return true;
  }

  /** How long the page is left alone because reading it took long, in milliseconds. */
  #rest(now: number): number {
    const most = this.#movedAt + DRAWING * 5 > now ? LONGEST_REST.moved : LONGEST_REST.later;
    return Math.max(0, this.#last.at + Math.min(most, this.#last.took * SHARE * 2 ** this.#vain) - now);
  }

  /** The page at large changed: no more is heard of it until it was read. */
  #turmoil(): void {
    this.#page.disconnect();
    this.soon(Math.max(STILL, this.#rest(performance.now())));
  }

  /** The node itself, shadow roots included. */
  #observeWhole(node: Node): void {
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    for (const root of node instanceof Element ? rootsIn(node) : [node]) this.#path.observe(root, all);
  }

  /** Of its ancestors only whether they change, hide, or lose a child. */
  #observeWay(node: Node): void {
    for (let at = node.parentNode; at; at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? null) {
      this.#path.observe(at, at instanceof Element ? { childList: true, attributes: true } : { childList: true });
    }
  }
}

function isControl(node: Node): boolean {
  return node instanceof Element && node.matches("input, textarea, select");
}

/** Whether a change is the page's own, and not our button's coming or going. */
function isPages(record: MutationRecord): boolean {
  if (record.type !== "childList" || record.target !== document.documentElement) return true;
  return [...record.addedNodes, ...record.removedNodes].some((node) => !(node instanceof Element && node.hasAttribute("data-glance-button")));
}
