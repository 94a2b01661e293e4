/** What clip and clip-path leave of a box. A shape that is none of these leaves it all. */
import type { Cut } from "./seen";

/** What an element's own clipping leaves of a box inside it; null: nothing. */
export function clipOf(element: Element, { clip, clipPath, position }: CSSStyleDeclaration, cut: Cut): Cut | null {
  const legacy = clip !== "auto" && (position === "absolute" || position === "fixed") ? /^rect\((.*)\)$/.exec(clip) : null;
  if (!legacy && clipPath === "none") return cut;
  const box = element.getBoundingClientRect();
  const shape = legacy ? rect(legacy[1]!, box) : shapeOf(clipPath, box);
  return shape ? meet(cut, shape) : cut;
}

function meet(a: Cut, b: Cut): Cut | null {
  const both = { left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) };
  return both.left < both.right && both.top < both.bottom ? both : null;
}

function rect(sides: string, box: DOMRect): Cut {
  const [top, right, bottom, left] = sides.split(/[\s,]+/).map((side) => (side === "auto" ? null : parseFloat(side)));
  return { left: box.left + (left ?? 0), top: box.top + (top ?? 0), right: box.left + (right ?? box.width), bottom: box.top + (bottom ?? box.height) };
}

function shapeOf(clipPath: string, box: DOMRect): Cut | null {
  const [, kind, inside = ""] = /^(inset|circle|ellipse|polygon)\((.*)\)/.exec(clipPath) ?? [];
  if (kind === "inset") return inset(inside, box);
  if (kind === "polygon") return polygon(inside, box);
  return kind ? round(inside, box) : null;
}

/** A length or a share of a length, in px. */
function px(text: string | undefined, of: number): number {
  const number = parseFloat(text ?? "");
  return Number.isNaN(number) ? 0 : text!.endsWith("%") ? (number / 100) * of : number;
}

function inset(inside: string, box: DOMRect): Cut {
  const sides = inside.split(" round ", 1)[0]!.trim().split(/\s+/);
  const [top, right = top, bottom = top, left = right] = sides;
  return { left: box.left + px(left, box.width), top: box.top + px(top, box.height), right: box.right - px(right, box.width), bottom: box.bottom - px(bottom, box.height) };
}

function polygon(inside: string, box: DOMRect): Cut {
  const points = inside.split(",").map((point) => point.trim().split(/\s+/)).filter(({ length }) => length === 2);
  const xs = points.map(([x]) => box.left + px(x, box.width));
  const ys = points.map(([, y]) => box.top + px(y, box.height));
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function round(inside: string, box: DOMRect): Cut {
  const [radii = "", at = "50% 50%"] = inside.split(/\s*at\s+/);
  const [x, y] = at.split(/\s+/);
  const [rx, ry] = radii.trim().split(/\s+/);
  if (!rx || /side|corner/.test(radii)) return box;
  const [cx, cy] = [box.left + px(x, box.width), box.top + px(y, box.height)];
  const [dx, dy] = [px(rx, box.width), px(ry ?? rx, box.height)];
  return { left: cx - dx, top: cy - dy, right: cx + dx, bottom: cy + dy };
}
