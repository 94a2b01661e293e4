/**
 * The picker's own element in a page: above everything in the top layer, in a
 * closed root, with nothing of the page's style. It is as large as the window
 * and lets the pointer through, but for what stands in it.
 */
import { overlayStyle } from "./style";

/** The attribute of its host, and of nothing else. */
export const mark = "data-glance-picker";

const MOST_RETURNS = 30;
const own = `all: initial !important; position: fixed !important; inset: 0 !important; display: block !important; width: auto !important; height: auto !important;
  margin: 0 !important; padding: 0 !important; border: 0 !important; background: none !important; overflow: visible !important; pointer-events: none !important;
  visibility: visible !important; opacity: 1 !important; z-index: 2147483647 !important; color-scheme: light dark !important;`;

export class Overlay {
  readonly root: ShadowRoot;
  readonly #host: HTMLElement;
  #returns = 0;
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
    this.#host.addEventListener("toggle", () => this.raise(), { signal: this.#stopped.signal });
    this.raise();
  }

  /** Goes above all that the page has put into the top layer since; into a modal dialog, around which nothing can be used. */
  raise(): void {
    if (this.#stopped.signal.aborted) return;
    const home = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.documentElement;
    const moved = this.#host.parentNode !== home;
    if (moved) {
      if (this.#returns++ > MOST_RETURNS) return;
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

  #return(): void {
    if (!this.#host.isConnected) this.raise();
  }
}
