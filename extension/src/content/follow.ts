/**
 * Notices that the page shows another record. Navigation tells most of it; the
 * rest is seen on the way to the fields that were read, and nowhere else. Only
 * while a field is missing is the page at large watched, ever more rarely.
 */
import type { Record } from "../protocol.gen";
import { DRAWING } from "./belief";
import { rootsIn, shadowOf } from "./flat";

/** How long the page has to be still before it is read, and how long at most, in milliseconds. */
const STILL = 40;
const LONGEST = 200;
/** How rarely a page is looked at whose fields are still missing, in milliseconds. */
const MOST_RARELY = 2_000;
/** Attributes by which pages hide what they have. */
const HIDING = ["class", "style", "hidden"];

/** What was read of a page. */
export interface Read {
  record: Record;
  visitorId: string;
}

export class Follow {
  #look: () => void;
  #moved: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #stopped = new AbortController();
  #path = new MutationObserver((records) => records.some(isPages) && this.soon());
  #page = new MutationObserver((records) => records.some(isPages) && this.soon(this.#rarely()));
  #nodes: readonly Node[] = [];
  #url = location.href;
  #movedAt = performance.now();

  /** moved: the address changed. look: something on the way to a field did. */
  constructor(moved: () => void, look: () => void) {
    this.#moved = moved;
    this.#look = look;
    const once = { signal: this.#stopped.signal };
    const { navigation } = globalThis as { navigation?: EventTarget };
    navigation?.addEventListener("navigatesuccess", () => this.#check(), once);
    navigation?.addEventListener("currententrychange", () => this.#check(), once);
    addEventListener("popstate", () => this.#check(), once);
    addEventListener("hashchange", () => this.#check(), once);
    addEventListener("focus", () => this.soon(), once);
    document.addEventListener("visibilitychange", () => this.soon(), once);
  }

  /** How much longer the page may still be drawing what its address promises, in milliseconds. */
  get fresh(): number {
    return Math.max(0, this.#movedAt + DRAWING - performance.now());
  }

  /** Looks again when the page has been still for a moment. */
  soon(after = STILL): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#due = now + Math.max(LONGEST, after);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), Math.min(after, Math.max(0, this.#due - now)));
  }

  /** Watches the ways to these nodes. None: a field is missing, and the page at large is watched. */
  watch(nodes: readonly Node[]): void {
    const same = nodes.length > 0 && nodes.length === this.#nodes.length && nodes.every((node, at) => node === this.#nodes[at]);
    if (!same) this.rest();
    this.#nodes = nodes;
    for (const node of nodes) this.#observeWay(node);
    if (nodes.length > 0) return;
    for (const root of rootsIn(document)) this.#page.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: HIDING });
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
    this.#stopped.abort();
  }

  #now(): void {
    this.#timer = undefined;
    this.#check();
    this.#look();
  }

  #check(): void {
    if (location.href === this.#url) return;
    this.#url = location.href;
    this.#movedAt = performance.now();
    this.#moved();
  }

  /** From every 100 ms just after a move to every two seconds on a page that has stood for long. */
  #rarely(): number {
    return Math.min(MOST_RARELY, Math.max(STILL, (performance.now() - this.#movedAt) / 10));
  }

  /** The node itself wholly, shadow roots included; of its ancestors only whether they change, hide, or lose a child. */
  #observeWay(node: Node): void {
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    const shadow = node instanceof Element ? shadowOf(node) : null;
    const own = node instanceof Element ? [...rootsIn(node), ...(shadow ? rootsIn(shadow) : [])] : [node];
    for (const root of own) this.#path.observe(root, all);
    for (let at = parentOf(node); at; at = parentOf(at)) {
      this.#path.observe(at, at instanceof Element ? { childList: true, attributes: true, attributeFilter: HIDING } : { childList: true });
    }
  }
}

function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

/** Whether a change is the page's own, and not our button's coming or going. */
function isPages(record: MutationRecord): boolean {
  if (record.type !== "childList" || record.target !== document.documentElement) return true;
  return [...record.addedNodes, ...record.removedNodes].some((node) => !(node instanceof Element && node.hasAttribute("data-glance-button")));
}
