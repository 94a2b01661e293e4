/** The page as it is drawn: the flattened tree, open and closed shadow roots included. */

/** Roots of a page that are looked into at most. */
export const MOST_ROOTS = 2_000;

/** The shadow root of an element, open or closed: both browsers give it to extensions. */
export function shadowOf(element: Element): ShadowRoot | null {
  if (!(element instanceof HTMLElement)) return null;
  const firefox = (element as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot;
  if (firefox !== undefined) return firefox;
  return globalThis.chrome?.dom?.openOrClosedShadowRoot(element) ?? element.shadowRoot;
}

/** Plain elements that were seen without a shadow root: they get theirs when they are made, or never. */
export const rootless = new WeakSet<Element>();

/** Whether the extension itself made it: what it says of a page is not the page's. */
export function isOwn(element: Element): boolean {
  return element.hasAttribute("data-glance-button") || element.hasAttribute("data-glance-picker");
}

const HOSTS = new Set(["ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY", "DIV", "FOOTER", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "MAIN", "NAV", "P", "SECTION", "SPAN"]);

export function mayHost(element: Element): boolean {
  return HOSTS.has(element.tagName) || element.localName.includes("-");
}

/** The same where a reading of the page may already have asked: one that came later is not seen. */
export function knownRoot(element: Element): ShadowRoot | null {
  return mayHost(element) && !rootless.has(element) ? shadowOf(element) : null;
}

/** The parent in the flattened tree: a slot for what is slotted, the host for what is in a root. */
export function flatParent(node: Node): Node | null {
  return (node as Element | Text).assignedSlot ?? closedSlot(node) ?? parentOf(node);
}

/** A browser does not tell the slot in a closed root. */
function closedSlot(node: Node): Node | null {
  const parent = node.parentNode;
  const root = parent instanceof Element ? knownRoot(parent) : null;
  if (root?.mode !== "closed") return null;
  return [...root.querySelectorAll("slot")].find((slot) => slot.assignedNodes().includes(node as Text)) ?? null;
}

/** The parent in the page's own tree, out of a shadow root to its host. */
export function parentOf(node: Node): Node | null {
  const parent = node instanceof ShadowRoot ? node : node.parentNode;
  return parent instanceof ShadowRoot ? parent.host : parent;
}

/** Whether a node is in an element, or in a root within it. */
export function within(node: Node, element: Element): boolean {
  for (let at: Node | null = node; at; at = parentOf(at)) if (at === element) return true;
  return false;
}

export function flatChildren(element: Element): Iterable<Node> {
  if (element instanceof HTMLSlotElement) {
    const given = element.assignedNodes();
    if (given.length > 0) return given;
  }
  return (shadowOf(element) ?? element).childNodes;
}

/** What has the page's focus, innermost; null where nothing has, or the whole window. */
export function focused(): Element | null {
  let at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  for (let inner = shadowOf(at)?.activeElement; inner; inner = shadowOf(at)?.activeElement) at = inner;
  return at;
}
