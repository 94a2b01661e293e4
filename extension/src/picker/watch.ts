/** Notices that the page shows another record: always by its address, and, while a person goes from one to the next, by what changes in it. */
import { rootsIn } from "../content/survey";

/** How long the page has to be still, and how long at most, in milliseconds. */
const STILL = 150;
const LONGEST = 600;

export class Watch {
  #look: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #stopped = new AbortController();
  #page = new MutationObserver(() => this.#soon());

  constructor(look: () => void) {
    this.#look = look;
    const once = { signal: this.#stopped.signal };
    const { navigation } = globalThis as { navigation?: EventTarget };
    for (const name of ["navigatesuccess", "currententrychange"]) navigation?.addEventListener(name, () => this.#soon(), once);
    for (const name of ["popstate", "hashchange"]) addEventListener(name, () => this.#soon(), once);
  }

  /** Watches the page, and the roots that these nodes are in. */
  watch(nodes: readonly Node[]): void {
    this.#page.disconnect();
    const all = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class", "style", "hidden", "open", "value"] };
    const roots = new Set<Node>([document, ...nodes.map((node) => node.getRootNode()), ...rootsIn(document).slice(0, 200)]);
    for (const root of roots) this.#page.observe(root, all);
  }

  /** Watches the address alone. */
  rest(): void {
    this.#page.disconnect();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  stop(): void {
    this.#stopped.abort();
    this.rest();
  }

  #soon(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#due = now + LONGEST;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, Math.max(0, Math.min(STILL, this.#due - now)));
  }
}
