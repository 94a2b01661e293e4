/**
 * The element that a button is in. It is no part of what the page's frameworks
 * own: it stands at the end of the document element, comes back where a page
 * takes it away, and goes into the top layer where only that is seen.
 */
import type { Layer } from "./layer";

const MARK = "data-glance-button";
/** How often it is put back within so many milliseconds before the page is let have its way. */
const MOST_RETURNS = 20;
const RETURNS_WITHIN = 10_000;

/** Those of this script; what else bears the mark was left by one that is no more. */
export const hosts = new Map<Element, Host>();

export class Host {
  readonly element = document.createElement("div");
  readonly root: ShadowRoot;
  /** It was put back. */
  onReturned: () => void = () => {};
  /** It went into another layer, or was taken away and put back: what was seen of it is over. */
  onLifted: () => void = () => {};
  #sheet = new CSSStyleSheet();
  #styles: { [property: string]: string } = { all: "initial", direction: "ltr", position: "absolute", left: "0px", top: "0px", width: "max-content", display: "none", "z-index": "2147483647" };
  #declared = "";
  #inPage = false;
  #over: Layer = "page";
  /** Its style sheets: it loses them where the page puts it into another document. */
  #worn: CSSStyleSheet[] = [];
  #returns = { times: 0, since: 0 };
  #removal = new MutationObserver(() => this.#return());

  constructor() {
    for (const old of document.querySelectorAll(`:scope > [${MARK}]`)) if (!hosts.has(old)) old.remove();
    hosts.set(this.element, this);
    this.element.setAttribute(MARK, "");
    this.root = this.element.attachShadow({ mode: "closed" });
    this.root.adoptedStyleSheets = [this.#sheet];
    this.style({});
  }

  /** Stands in the page, if it does not yet. */
  enter(): void {
    this.#inPage = true;
    if (!this.element.isConnected) this.#append();
  }

  /** Leaves the page to itself for good. */
  stop(): void {
    this.#removal.disconnect();
    hosts.delete(this.element);
    this.element.remove();
  }

  /** What is important in here beats anything that a page can say. */
  style(values: { [property: string]: string }): void {
    Object.assign(this.#styles, values);
    const declared = Object.entries(this.#styles).map(([property, value]) => `${property}: ${value} !important;`).join(" ");
    if (declared === this.#declared) return;
    this.#declared = declared;
    this.#sheet.replaceSync(`:host { ${declared} } :host::before, :host::after { content: none !important; } @media print { :host { display: none !important; } }`);
  }

  /**
   * Is drawn as if it had only just come: a button that grows or goes elsewhere
   * is no shift of the page's layout. Stays: it does so only in what it holds.
   * What has the focus keeps its box, or the browser could take the focus away.
   */
  renew(values: { [property: string]: string } = {}, stays = false): void {
    const { display = "" } = this.#styles;
    const inside = stays && this.root.firstElementChild;
    const free = !this.root.activeElement && display !== "none";
    if (free && inside instanceof HTMLElement) {
      inside.hidden = true;
      void getComputedStyle(inside).display;
      inside.hidden = false;
    } else if (free) {
      this.style({ display: "none" });
      void getComputedStyle(this.element).display;
    }
    this.style({ ...values, display });
  }

  /** Goes above an element in the top layer, or back into the page's own. */
  lift(over: Element | "page"): void {
    const { element } = this;
    const stays = over === "page" || element.matches(":popover-open");
    if (over === this.#over && stays) return;
    this.#over = over;
    if (element.matches(":popover-open")) element.hidePopover();
    if (over === "page") element.removeAttribute("popover");
    else {
      element.popover = "manual";
      element.showPopover();
    }
    this.onLifted();
  }

  /** Whether it is drawn elsewhere than it was put: a user's style sheet beats its own. */
  get displaced(): boolean {
    const drawn = getComputedStyle(this.element);
    return drawn.margin !== "0px" || Object.entries(this.#styles).some(([name, value]) => {
      const now = drawn.getPropertyValue(name);
      return /px/.test(value) ? !(Math.abs(parseFloat(now) - parseFloat(value)) < 2) : name === "position" && now !== value; // a zoomed window rounds lengths
    });
  }

  /** Whether the browser lets it be pressed: around what is full screen some make everything inert. */
  get reachable(): boolean {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    return document.elementsFromPoint(left + width / 2, top + height / 2).includes(this.element);
  }

  #append(): void {
    document.documentElement.append(this.element);
    this.#over = "page";
    this.#wear();
    for (const watched of [document, document.documentElement]) this.#removal.observe(watched, { childList: true });
  }

  #wear(): void {
    if (this.element.ownerDocument !== document) return;
    const { root } = this;
    if (root.adoptedStyleSheets[0]) this.#worn = [...root.adoptedStyleSheets];
    else root.adoptedStyleSheets = this.#worn;
  }

  #return(): void {
    if (!this.#inPage) return;
    if (this.element.isConnected) return this.#wear();
    const now = performance.now();
    if (now - this.#returns.since > RETURNS_WITHIN) this.#returns = { times: 0, since: now };
    if (this.#returns.times++ >= MOST_RETURNS) return;
    this.#append();
    this.onLifted();
    this.onReturned();
  }
}
