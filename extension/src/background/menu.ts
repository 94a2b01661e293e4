/**
 * The right-click: one item, only on pages that get the button, and it does
 * what the button's own part does. It never undoes and never answers for the
 * agent: where that is what the button offers, the button is brought into view.
 */
import type { HostState, ToPage } from "../messages";
import type { Action } from "../protocol.gen";
import type { Watcher } from "./tabs";

const ITEM = "cobrowse";
/** Wherever on the page the click is, but for frames: theirs may be another contact. */
const contexts: NonNullable<chrome.contextMenus.CreateProperties["contexts"]> = ["page", "selection", "link", "editable", "image"];
/** What may be done from afar: each takes the agent towards the customer. */
const onward: ReadonlySet<Action> = new Set<Action>(["start", "join", "open", "look"]);

/** Offers the item on pages of these patterns and nowhere else; without any it is gone. */
export async function offer(patterns: string[]): Promise<void> {
  if (patterns.length === 0) return void (await done((end) => chrome.contextMenus.removeAll(end)));
  const item = { title: chrome.i18n.getMessage("menu_cobrowse"), contexts, documentUrlPatterns: patterns };
  const there = await done((end) => chrome.contextMenus.update(ITEM, item, end));
  if (!there) await done((end) => chrome.contextMenus.create({ id: ITEM, ...item }, end));
}

/** The part of a click that is judged. */
export type Click = Pick<chrome.contextMenus.OnClickData, "pageUrl" | "frameId" | "linkUrl">;

/** What the page in the tab is told; null where it has no button to show. */
export function answer(click: Click, url: string | undefined, host: HostState, watcher: Watcher | null): ToPage[] | null {
  if (!watcher || (!watcher.record && !watcher.why)) return null;
  const watch = watcher.number;
  if (url !== undefined && url !== click.pageUrl) return [{ type: "notice", watch, reason: "record_changed" }];
  const session = watcher.view?.session?.id ?? "";
  const show: ToPage = { type: "do", watch, action: null, session };
  const action = watcher.stale || host !== "ready" || elsewhere(click) ? undefined : watcher.view?.actions?.[0];
  return action && onward.has(action) ? [show, { type: "do", watch, action, session }] : [show];
}

/** A frame of its own, or a link that leads on, may stand for another contact than the page's. */
function elsewhere({ frameId, linkUrl, pageUrl = "" }: Click): boolean {
  if (frameId) return true;
  if (!linkUrl || !URL.canParse(linkUrl) || !URL.canParse(pageUrl)) return false;
  return new URL(linkUrl).origin === new URL(pageUrl).origin && linkUrl !== pageUrl;
}

/** Promises came to these calls later than to the oldest browser that this runs in. */
function done(call: (end: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => call(() => resolve(!chrome.runtime.lastError)));
}
