/** Whether an element is drawn as it is: opaque, upright, whole and of its own size. */
import { flatParent } from "./flat";

const LEAST_OPACITY = 0.7;
const LEAST_ZOOM = 0.5;
/** Properties by which an element, or what is in it, is drawn otherwise. */
const CHANGING = ["filter", "clip-path", "mask-image", "-webkit-mask-box-image-source", "transform", "perspective", "scale", "rotate", "translate", "offset-path"];

/** Whether nothing on the way to the document makes the node other than it is drawn. */
export function plain(node: Element): boolean {
  let opacity = 1;
  let zoom = 1;
  for (let at: Node | null = node; at; at = flatParent(at)) {
    if (at.nodeType !== Node.ELEMENT_NODE) continue;
    const style = getComputedStyle(at as Element);
    opacity *= Number(style.opacity);
    zoom *= Number(style.getPropertyValue("zoom")) || 1;
    if (opacity < LEAST_OPACITY || zoom < LEAST_ZOOM || style.visibility !== "visible" || style.mixBlendMode !== "normal") return false;
    if (CHANGING.some((name) => !["", "none"].includes(style.getPropertyValue(name)))) return false;
  }
  return true;
}
