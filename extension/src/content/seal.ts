/**
 * Whether a button's own root is as it was made. A closed root keeps pages out
 * only where the browser does: Firefox hands a page the very node of an event
 * (originalTarget, rangeParent), and another extension may open any root.
 */
import { shadowOf } from "./flat";
import type { Box } from "./spot";
import { textOf } from "./text";
import { isVeil } from "./veil";

/** No control says more, in UTF-16 units. */
const LONGEST = 1_000;
/** Of the sums of red, green and blue of two colours: those of the button differ by 276 at least. */
const LEAST_CONTRAST = 200;
/** What a part that a style adds to a control may hold, and how it is placed, written and coloured: by nothing else can more be read. */
const PLAIN = /^(none|normal|":"|"· ")static(-?\d(\.\d+)?px ?)+nonenone$/;

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
    if (textOf(node, LONGEST).unseen || [node, ...node.children].some((one) => one.textContent && isFaint(one))) return true;
    return [...this.#root.querySelectorAll("*")].some((one) => shadowOf(one) || (one.contains(node) || node.contains(one) ? isDressed(one) : isVeil(one, box, one.matches(".below"))));
  }
}

/** Whether an element shows more than its text, or elsewhere: a user's style sheet, which an extension may insert, beats its own. */
function isDressed(element: Element): boolean {
  return [null, "::before", "::after"].some((part) => {
    const style = getComputedStyle(element, part);
    return !PLAIN.test(["content", "position", "margin", "-webkit-text-security", "background-image"].map((name) => style.getPropertyValue(name)).join(""));
  });
}

/** Whether what is written is hardly told from what it is drawn on. */
function isFaint(element: Element): boolean {
  const letters = lightOf(getComputedStyle(element).webkitTextFillColor);
  for (let at: Element | null = element; at; at = at.parentElement) {
    const ground = lightOf(getComputedStyle(at).backgroundColor);
    if (ground !== -1) return !(Math.abs(letters - ground) > LEAST_CONTRAST);
  }
  return true;
}

/** The sum of a colour's red, green and blue; -1 of one that is not drawn at all, NaN of one that cannot be told. */
function lightOf(colour: string): number {
  const [, red, green, blue, alpha] = /^rgba?\((\d+), (\d+), (\d+)(, 0)?\)$/.exec(colour) ?? [];
  return alpha ? -1 : Number(red) + Number(green) + Number(blue);
}

/** All rules but the one that says where the host stands, which changes. */
function cssOf(root: ShadowRoot): string {
  return root.adoptedStyleSheets.map(({ cssRules }) => [...cssRules].map(({ cssText }) => (cssText.startsWith(":host {") ? "" : cssText)).join("")).join("\n");
}
