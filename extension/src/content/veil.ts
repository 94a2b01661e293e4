/**
 * Whether something may cover a control without being hit in its place. A
 * browser that does not report visibility tells only who would get the pointer,
 * and a page may draw what lets the pointer through. The button is the
 * document's last and highest child, so only two things can be drawn over it:
 * what comes behind it in the document, and what is in the top layer.
 */
import { rootsIn } from "./flat";

const TOP_LAYER = ":modal, :popover-open, :fullscreen";

/** Whether anything over the button in host lets the pointer through. */
export function veiled(host: Element): boolean {
  const over = rootsIn(document).flatMap((root) => [...root.querySelectorAll(TOP_LAYER)]);
  if (over.some(hasBackdrop)) return true;
  for (let at = host.nextElementSibling; at; at = at.nextElementSibling) over.push(at);
  return over.some((top) => isVeil(top) || rootsIn(top).some((root) => [...root.querySelectorAll("*")].some(isVeil)));
}

function hasBackdrop(top: Element): boolean {
  const { backgroundColor, backgroundImage, boxShadow } = getComputedStyle(top, "::backdrop");
  return backgroundColor !== "rgba(0, 0, 0, 0)" || backgroundImage !== "none" || boxShadow !== "none";
}

function isVeil(element: Element): boolean {
  return getComputedStyle(element).pointerEvents === "none" && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}
