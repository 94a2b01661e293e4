/** The first element of a selector in a document or any of its roots. */
export function deepest(document: Document, selector: string, roots: ReadonlyMap<Element, ShadowRoot>): Element | null {
  return document.querySelector(selector) ?? [...roots].filter(([host]) => host.isConnected).map(([, root]) => root.querySelector(selector)).find(Boolean) ?? null;
}
