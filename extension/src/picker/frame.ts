/** Frames of the page, as its own picker sees them. */

/** The host of what a frame shows, by its address; the page's own where it has none. */
export function hostOf(frame: Element): string {
  const { src = "" } = frame as HTMLIFrameElement;
  return URL.canParse(src) && /^https?:/.test(src) ? new URL(src).hostname : location.hostname;
}

/** Gives a frame the keyboard: in Firefox its window takes it, and the element does not. */
export function enter(frame: HTMLIFrameElement): void {
  frame.focus();
  if (document.activeElement !== frame) frame.contentWindow?.focus();
}
