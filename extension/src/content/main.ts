/** The content script: starts in pages, and in frames that lie directly in them. */
import { wayHere } from "./frames";
import { alive } from "./link";
import { Page } from "./page";

/** One a page: an instance that lives is left alone, an orphan's place is taken. */
const slot = globalThis as { glanceButton?: Page };

/** An element of the page's that is named so is not one. */
function start(): void {
  const former = Object.hasOwn(slot, "glanceButton") ? slot.glanceButton : undefined;
  if (former?.alive || wayHere() === null) return;
  former?.stop();
  slot.glanceButton = new Page();
}

addEventListener("pageshow", (event) => event.persisted && alive() && start());
if ((document as { prerendering?: boolean }).prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
