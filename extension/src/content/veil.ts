/**
 * Whether something may be drawn over a control without being hit in its place.
 * A hit tells only who would get the pointer, and a page may draw what lets the
 * pointer through, or draws beyond its own box. The button is the document's
 * last and highest child, so only these can be drawn over it: what comes behind
 * it in the document, the document's own last part, and what is in the top layer.
 */
import { rootsIn } from "./survey";
import { meets, type Box } from "./spot";

/** Further than any window is wide, in px. */
const ANYWHERE = 100_000;
const TOP_LAYER = ":modal, :popover-open, :fullscreen";

/** Whether anything may be drawn over a box of the button in host. */
export function veiled(host: Element, box: Box): boolean {
  const page = document.documentElement;
  if (host.parentElement !== page || isTurning(page)) return true;
  if (drawsThrough(page, "::after")) return true;
  if (hasPart(host)) return true;
  const top = rootsIn(document).flatMap((root) => [...root.querySelectorAll(TOP_LAYER)]).filter((element) => element !== host);
  if (top.some(hasBackdrop)) return true;
  const over = [...top];
  for (let at = host.nextElementSibling; at; at = at.nextElementSibling) over.push(at);
  const all = over.flatMap((element) => [element, ...rootsIn(element).flatMap((root) => [...root.querySelectorAll("*")])]);
  return all.some((element) => isVeil(element, box));
}

/** Whether the page shows a picture of itself while it turns to another view. */
function isTurning(page: Element): boolean {
  return CSS.supports("selector(:active-view-transition)") && page.matches(":active-view-transition");
}

function hasBackdrop(top: Element): boolean {
  const { backgroundColor, backgroundImage, boxShadow } = getComputedStyle(top, "::backdrop");
  return backgroundColor !== "rgba(0, 0, 0, 0)" || backgroundImage !== "none" || boxShadow !== "none";
}

/** Whether an element may draw over a box where it is not hit. Own: its style is ours, and so is what that adds before and after it. */
export function isVeil(element: Element, box: Box, own = false): boolean {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  if (!own && hasPart(element)) return true;
  const style = getComputedStyle(element);
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const through = style.pointerEvents === "none";
  if (!through && left <= box.left && top <= box.top && right >= box.right && bottom >= box.bottom) return false;
  const far = reach(style);
  if (!through && far === 0) return false;
  return [{ left, top, right, bottom }, ...textsIn(element)].some(({ left, top, right, bottom }) => meets({ left: left - far, top: top - far, right: right + far, bottom: bottom + far }, box));
}

/** Where its text is, which may be out of its box. */
function textsIn(element: Element): Box[] {
  const range = element.ownerDocument.createRange();
  range.selectNodeContents(element);
  return [...range.getClientRects()];
}

function hasPart(element: Element): boolean {
  return drawsThrough(element, "::before") || drawsThrough(element, "::after");
}

/** Whether a part that a style adds lets the pointer through. */
function drawsThrough(element: Element, part: string): boolean {
  const { content, display, pointerEvents } = getComputedStyle(element, part);
  return pointerEvents === "none" && display !== "none" && content !== "none" && content !== "normal";
}

/** How far beyond its box an element may draw at most, in px. */
function reach(style: CSSStyleDeclaration): number {
  const { boxShadow, textShadow, filter, outlineStyle, outlineWidth, outlineOffset, borderImageSource } = style;
  const drawn = [boxShadow, textShadow, filter].filter((value) => value !== "none");
  if (outlineStyle !== "none") drawn.push(outlineWidth, outlineOffset);
  if (borderImageSource !== "none") return ANYWHERE;
  return drawn.flatMap((value) => value.match(/-?[\d.]+(?=px|$| )/g) ?? []).reduce((sum, length) => sum + Math.abs(Number(length)), 0);
}
