/**
 * What is known of a page, or of a part of it, before it is read: its roots, and
 * where the labels stand that its rule names. The page itself is gone through
 * once; after that only what it says it has put in or written. After more of
 * that than MOST_CHANGES nothing more is heard of it: it is gone through again
 * for the next reading, and once before that where the browser has the time.
 */
import { isOwn, knownRoot, mayHost, MOST_ROOTS, rootless } from "./flat";

/** No label is longer. */
const LONGEST_LABEL = 300;
const MOST_CHANGES = 300;
/** Nodes that are gone through between two looks at the clock. */
const PORTION = 100;

/** A label's text as it is compared: no colon, no star of a required field, no case. */
export function plainLabel(text: string): string {
  return text.length > LONGEST_LABEL ? "" : text.replace(/\s+/gu, " ").trim().replace(/\s*[:*]+$/, "").toLowerCase();
}

export class Survey {
  #start: ParentNode;
  #roots = new Set<ParentNode>();
  /** Elements of a name of their own, and empty ones with an id, in which an application begins: those get their root at any time. */
  #unsure = new Set<Element>();
  #labels = new Map<string, Set<Text>>();
  /** The length of the shortest label. */
  #shortest = Infinity;
  #whole = true;
  #todo: Node[] = [];
  #at: NodeIterator | null = null;
  /** What was heard of since the last reading. */
  #heard = 0;
  /** Whether it may be gone through before it is asked for. */
  #ahead = false;
  #changes: MutationObserver | null = null;

  /** Kept: it is asked again and again, and hears what changes. */
  constructor(start: ParentNode, kept = false) {
    this.#start = start;
    if (kept) this.#changes = new MutationObserver((records) => this.#hear(records));
  }

  /** A page's roots as they are now, shadow roots of all kinds, MOST_ROOTS at most. */
  get roots(): ParentNode[] {
    this.#hear(this.#changes?.takeRecords() ?? []);
    if (this.#whole) this.#begin();
    for (const element of this.#unsure) if (this.#enter(element) || !element.isConnected) this.#unsure.delete(element);
    this.#go();
    for (const root of this.#roots) if (this.#changes && !root.isConnected) this.#roots.delete(root);
    this.#heard = 0;
    return [...this.#roots];
  }

  /** Looks for these labels, too, from now on. */
  seek(labels: Iterable<string>): this {
    for (const label of labels) {
      if (this.#labels.has(label)) continue;
      this.#labels.set(label, new Set());
      this.#shortest = Math.min(this.#shortest, label.length);
      this.#whole = true;
    }
    this.#ahead = true;
    return this;
  }

  /** The elements of a label that is looked for, as they were when the roots were asked for. */
  labelled(label: string): Element[] {
    const texts = this.#labels.get(label) ?? new Set<Text>();
    for (const text of texts) if (!text.parentElement || (this.#changes && !text.isConnected) || plainLabel(text.data) !== label) texts.delete(text);
    return [...texts].map((text) => text.parentElement as Element);
  }

  #hear(records: readonly MutationRecord[]): void {
    for (const { type, target, addedNodes } of records) {
      const nodes = type === "childList" ? addedNodes : [target];
      if ((this.#heard += nodes.length) > MOST_CHANGES) return this.#lose();
      this.#todo.push(...nodes);
    }
  }

  #lose(): void {
    this.#changes?.disconnect();
    this.#whole = true;
    if (this.#ahead) requestIdleCallback((time) => this.#goOn(time));
    this.#ahead = false;
  }

  #begin(): void {
    this.#whole = false;
    this.#heard = 0;
    this.#at = null;
    this.#todo = [];
    this.#roots.clear();
    this.#unsure.clear();
    for (const texts of this.#labels.values()) texts.clear();
    this.#add(this.#start);
  }

  #goOn(time: IdleDeadline): void {
    if (this.#whole) this.#begin();
    if (!this.#go(() => time.timeRemaining() > 1)) requestIdleCallback((time) => this.#goOn(time));
  }

  /** Goes through what there is to go through, while there is time, and tells whether that is all. */
  #go(more = () => true): boolean {
    for (let n = 1; n % PORTION > 0 || more(); n++) {
      const node = this.#at?.nextNode();
      if (node) node.nodeType === Node.TEXT_NODE ? this.#note(node as Text) : this.#enter(node as Element);
      else {
        const next = this.#todo.shift();
        if (!next) return true;
        this.#at = document.createNodeIterator(next, this.#labels.size > 0 ? NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT : NodeFilter.SHOW_ELEMENT);
      }
    }
    return false;
  }

  #note(text: Text): void {
    if (text.length >= this.#shortest && text.length <= LONGEST_LABEL) this.#labels.get(plainLabel(text.data))?.add(text);
  }

  /** Only elements that can have a root are asked, and most plain ones once: they get theirs when they are made, or never. */
  #enter(element: Element): boolean {
    const root = knownRoot(element);
    if (root && !isOwn(element)) this.#add(root);
    else if (!root && (element.localName.includes("-") || (element.id && !element.hasChildNodes() && mayHost(element)))) this.#unsure.add(element);
    else if (!root && mayHost(element)) rootless.add(element);
    return root !== null;
  }

  #add(root: ParentNode): void {
    if (this.#roots.has(root)) return;
    if (this.#roots.size >= MOST_ROOTS) return void (this.#whole = true); // what is left out is looked for again
    this.#roots.add(root);
    this.#todo.push(root);
    this.#changes?.observe(root, { subtree: true, childList: true, characterData: true });
  }
}

let page: Survey | undefined;

/** The page's own. */
export function survey(): Survey {
  return (page ??= new Survey(document, true));
}

/** A root and every shadow root in it, MOST_ROOTS at most. */
export function rootsIn(start: ParentNode): ParentNode[] {
  return start === document ? survey().roots : new Survey(start).roots;
}
