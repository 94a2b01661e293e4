/** The content script: starts in pages, and in frames that lie directly in them. */
import { wayHere } from "./frames";
import { alive } from "./link";
import { Page } from "./page";

/** One a page: an instance that lives is left alone, an orphan's place is taken. */
const slot = globalThis as { glanceButton?: Page };

function start(): void {
  if (slot.glanceButton?.alive || wayHere() === null) return;
  slot.glanceButton?.stop();
  slot.glanceButton = new Page();
}

addEventListener("pageshow", (event) => event.persisted && alive() && start());
if ((document as { prerendering?: boolean }).prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
