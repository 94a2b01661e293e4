/**
 * The layers of a window. What is full screen or a popover of the page's stands
 * in the top layer, over everything that is not: a button for a record in there
 * has to go there, too. Around a modal dialog, and in Chromium's browsers around
 * what is full screen, nothing takes a click, whatever is on top: there the
 * browser's own windows are the way.
 */
import { flatParent } from "./flat";

/** What cannot hold a record, and is looked at undisturbed. */
const PICTURES = "video, audio, img, canvas, iframe, embed, object";

/** Where to stand: in the page's own layer, above an element in the top layer, or nowhere. */
export type Layer = Element | "page" | "nowhere";

/** The layer for a button beside its anchor. */
export function layerAt(anchor: Element): Layer {
  for (let at: Node | null = anchor; at; at = flatParent(at)) {
    if (!(at instanceof Element) || at === document.documentElement) continue;
    if (at.matches("dialog:modal")) return "nowhere";
    if (at.matches(":fullscreen, :popover-open")) return at;
  }
  return "page";
}

/** The layer for a button that is docked to the window. */
export function layerOfWindow(): Layer {
  const whole = document.fullscreenElement;
  if (!whole || whole === document.documentElement) return "page";
  return whole.matches(PICTURES) ? "nowhere" : whole;
}
