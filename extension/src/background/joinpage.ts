/** The page of our own that takes the agent into the viewer by a form. */
import type { FromJoin, ToJoin } from "../messages";
import type { Joins } from "./join";
import { post } from "./post";
import { isOpen, type Tabs } from "./tabs";

/** Serves the page in a tab that an effect opened, until it goes. */
export function serveJoin(port: chrome.runtime.Port, tab: number, effect: string, joins: Joins, tabs: Tabs): void {
  let submitting = false;
  port.onMessage.addListener(async (said: FromJoin) => {
    if (said.type === "ticket") post(port, await joins.ticket(effect, tab));
    if (said.type === "submitting") submitting = true;
    if (said.type === "blocked") await joins.opened(effect, tab, false);
    if (said.type === "handed") await joins.opened(effect, tab, true);
    if (said.type === "again") post(port, await openAgain(effect, tab, joins, tabs));
  });
  port.onDisconnect.addListener(async () => {
    await joins.opened(effect, tab, submitting && (await isOpen(tab)));
  });
}

/** Opens the viewer once more, for whom it was opened, in the place of the page that asks. */
async function openAgain(effect: string, tab: number, joins: Joins, tabs: Tabs): Promise<ToJoin> {
  const order = await joins.again(effect, tab);
  const why = order ? tabs.openAgain(order.from, order.meant) : "gone";
  if (why) return { type: "again", ok: false, why };
  joins.reuse(tab, order?.meant ?? "");
  return { type: "again", ok: true };
}
