/**
 * The picker's own element in a page: above everything in the top layer, in a
 * closed root, with nothing of the page's style. It is as large as the window
 * and lets the pointer through, but for what stands in it.
 */
import { overlayStyle } from "./style";

/** The attribute of its host, and of nothing else. */
export const mark = "data-glance-picker";

/** It is put elsewhere so often at most within so many milliseconds: a page may take it away again and again. */
const MOST_MOVES = 30;
const MOVES_WITHIN = 10_000;
const own = `all: initial !important; position: fixed !important; inset: 0 !important; display: block !important; width: auto !important; height: auto !important;
  margin: 0 !important; padding: 0 !important; border: 0 !important; background: none !important; overflow: visible !important; pointer-events: none !important;
  visibility: visible !important; opacity: 1 !important; z-index: 2147483647 !important; color-scheme: light dark !important;`;

export class Overlay {
  readonly root: ShadowRoot;
  readonly #host: HTMLElement;
  #moves = { times: 0, since: 0 };
  #removal = new MutationObserver(() => this.#return());
  #stopped = new AbortController();

  constructor() {
    for (const old of document.querySelectorAll(`[${mark}]`)) old.remove();
    this.#host = document.createElement("div");
    this.#host.setAttribute(mark, "");
    this.#host.popover = "manual";
    this.root = this.#host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host { ${own} } ${overlayStyle}`);
    this.root.adoptedStyleSheets = [sheet];
    for (const changed of ["toggle", "focusin"]) document.addEventListener(changed, () => this.raise(), { capture: true, signal: this.#stopped.signal }); // a modal dialog takes the focus when it opens, and gives it back
    this.raise();
  }

  /** Goes above all that the page has put into the top layer since; into a modal dialog, around which nothing can be used. */
  raise(): void {
    if (this.#stopped.signal.aborted) return;
    const home = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.documentElement;
    const moved = this.#host.parentNode !== home;
    if (moved) {
      if (!this.#mayMove()) return;
      home.append(this.#host);
      this.#removal.disconnect();
      this.#removal.observe(home, { childList: true });
    }
    if (!this.#host.matches(":popover-open")) this.#host.showPopover();
  }

  /** What has the focus in here. */
  get active(): Element | null {
    return this.root.activeElement;
  }

  /** Whether an event came from in here. */
  has(event: Event): boolean {
    return event.composedPath()[0] === this.#host || event.target === this.#host;
  }

  stop(): void {
    this.#stopped.abort();
    this.#removal.disconnect();
    this.#host.remove();
  }

  #mayMove(): boolean {
    const now = performance.now();
    if (now - this.#moves.since > MOVES_WITHIN) this.#moves = { times: 0, since: now };
    return this.#moves.times++ < MOST_MOVES;
  }

  #return(): void {
    if (!this.#host.isConnected) this.raise();
  }
}
