/**
 * Whether a button's own root is as it was made. A closed root keeps pages out
 * only where the browser does: Firefox hands a page the very node of an event
 * (originalTarget, rangeParent), and another extension may open any root.
 */
import type { Box } from "./spot";
import { isVeil } from "./veil";

export class Seal {
  #root: ShadowRoot;
  #css = "";

  constructor(root: ShadowRoot) {
    this.#root = root;
  }

  /** The style that the root has at this moment is its own. */
  dressed(): void {
    this.#css = cssOf(this.#root);
  }

  /** Whether anything in the root may show a control, which takes this box, otherwise than it is. */
  broken(node: Element, box: Box): boolean {
    if (this.#css !== "" && cssOf(this.#root) !== this.#css) return true;
    if (this.#root.querySelector("[style], style, link") || node.querySelector(":not(span)")) return true;
    const others = [...this.#root.querySelectorAll("*")].filter((other) => !other.contains(node) && !node.contains(other));
    return others.some((other) => isVeil(other, box, true));
  }
}

/** All rules but the one that says where the host stands, which changes. */
function cssOf(root: ShadowRoot): string {
  return root.adoptedStyleSheets.map(({ cssRules }) => [...cssRules].map(({ cssText }) => (cssText.startsWith(":host {") ? "" : cssText)).join("")).join("\n");
}
