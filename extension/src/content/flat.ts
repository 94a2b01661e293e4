/**
 * The page as it is seen: the flattened tree, open and closed shadow roots
 * included, and only what is visible.
 */

/** Roots of a page that are looked into at most. */
const MOST_ROOTS = 2_000;
/** Elements that carry no value of a record. */
const SKIPPED = "script, style, template, noscript, svg, button, [role=button]";
const SILENT_INPUTS = new Set(["hidden", "password", "checkbox", "radio", "button", "submit", "reset", "image", "file"]);

/** The shadow root of an element, open or closed: both browsers give it to extensions. */
export function shadowOf(element: Element): ShadowRoot | null {
  if (!(element instanceof HTMLElement)) return null;
  const firefox = (element as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot;
  if (firefox !== undefined) return firefox;
  return globalThis.chrome?.dom?.openOrClosedShadowRoot(element) ?? element.shadowRoot;
}

/** Plain elements that were seen without a shadow root: they get theirs when they are made, or never. */
const rootless = new WeakSet<Element>();

/** A root and every shadow root in it. Only elements that can have one are asked. */
export function rootsIn(start: ParentNode): ParentNode[] {
  const roots: ParentNode[] = [start];
  for (let at = 0; at < roots.length && roots.length < MOST_ROOTS; at++) {
    for (const element of (roots[at] as ParentNode).querySelectorAll("*")) {
      if (rootless.has(element)) continue;
      const root = mayHost(element) ? shadowOf(element) : null;
      if (root) roots.push(root);
      else if (!element.localName.includes("-")) rootless.add(element);
    }
  }
  return roots;
}

const HOSTS = new Set(["ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY", "DIV", "FOOTER", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "MAIN", "NAV", "P", "SECTION", "SPAN"]);

function mayHost(element: Element): boolean {
  return HOSTS.has(element.tagName) || element.localName.includes("-");
}

/** The parent in the flattened tree: a slot for what is slotted, the host for what is in a root. */
export function flatParent(node: Node): Node | null {
  const slot = (node as Element | Text).assignedSlot;
  if (slot) return slot;
  return node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode;
}

/** Whether a person sees a node: drawn, with a size, not transparent, not outside the page. */
export function visible(node: Node): boolean {
  const element = node instanceof Element ? node : node.parentElement ?? (node.getRootNode() as ShadowRoot).host;
  if (!element?.isConnected) return false;
  if (!isDrawn(element)) return false;
  const own = boxes(node);
  if (own.some(inPage)) return true;
  const parent = flatParent(node);
  return !node.textContent && own.every(isEmpty) && parent instanceof Element && boxes(parent).some(inPage);
}

/** An element without a box of its own (display: contents, as a slot is) is drawn where its parent is. */
function isDrawn(element: Element): boolean {
  if (element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
  const parent = flatParent(element);
  return getComputedStyle(element).display === "contents" && parent instanceof Element && isDrawn(parent);
}

/** An empty field has no size; it is seen where its parent is. */
function isEmpty({ width, height }: DOMRect): boolean {
  return width === 0 || height === 0;
}

function boxes(node: Node): DOMRect[] {
  if (node instanceof Element && getComputedStyle(node).display !== "contents") return [...node.getClientRects()];
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()];
}

function inPage({ right, bottom, width, height }: DOMRect): boolean {
  return width > 0 && height > 0 && right + scrollX > 0 && bottom + scrollY > 0;
}

/** The text a person reads in a node: its controls' values and its visible text, flattened. */
export function visibleText(node: Node, most: number): string {
  const parts: string[] = [];
  gather(node, parts, { left: most });
  return parts.join("");
}

function gather(node: Node, parts: string[], room: { left: number }): void {
  if (room.left <= 0) return;
  if (node.nodeType === Node.TEXT_NODE) return add(node.nodeValue ?? "", parts, room);
  if (!(node instanceof Element)) return;
  const value = controlValue(node);
  if (value !== null) return add(value, parts, room);
  if (node.matches(SKIPPED) || !isDrawn(node)) return;
  if (node.localName === "br") return add(" ", parts, room);
  const block = /^(block|flex|grid|list-item|table)/.test(getComputedStyle(node).display);
  for (const child of flatChildren(node)) gather(child, parts, room);
  if (block) parts.push(" ");
}

function add(text: string, parts: string[], room: { left: number }): void {
  parts.push(text.slice(0, room.left));
  room.left -= text.length;
}

function controlValue(element: Element): string | null {
  if (element instanceof HTMLInputElement) return SILENT_INPUTS.has(element.type) ? "" : element.value;
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return element.value;
  return null;
}

function flatChildren(element: Element): Iterable<Node> {
  if (element instanceof HTMLSlotElement) {
    const given = element.assignedNodes();
    if (given.length > 0) return given;
  }
  return (shadowOf(element) ?? element).childNodes;
}
