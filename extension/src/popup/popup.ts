/** The popup: what is known of the page that is open, in a window that no page can cover. */
import { StatusPanel } from "./panel";

void new StatusPanel(document.body, () => close()).follow();
