/**
 * The right-click and the shortcut: both do what the button's own part does,
 * for whom the click or the focus was on. They never undo and never answer for
 * the agent: where that is what the button offers, and where it is not certain
 * who is meant, the button is brought into view, or the popup opened.
 */
import type { HostState, ToPage } from "../messages";
import type { Action } from "../protocol.gen";
import type { Choices, Clicked } from "./choices";
import type { Tabs, Watcher } from "./tabs";

const ITEM = "cobrowse";
/** Wherever on the page the click is. */
const contexts: NonNullable<chrome.contextMenus.CreateProperties["contexts"]> = ["page", "frame", "selection", "link", "editable", "image"];
/** What may be done from afar: each takes the agent towards the customer. */
const onward: ReadonlySet<Action> = new Set<Action>(["start", "join", "open", "look"]);

/** Offers the item on pages of these patterns and nowhere else; without any it is gone. */
export async function offer(patterns: string[]): Promise<void> {
  if (patterns.length === 0) return void (await done((end) => chrome.contextMenus.removeAll(end)));
  const item = { title: chrome.i18n.getMessage("menu_cobrowse"), contexts, documentUrlPatterns: patterns };
  const there = await done((end) => chrome.contextMenus.update(ITEM, item, end));
  if (!there) await done((end) => chrome.contextMenus.create({ id: ITEM, ...item }, end));
}

/** The part of a click that is judged, and of the tab that it was in. */
export type Click = Pick<chrome.contextMenus.OnClickData, "pageUrl" | "frameId">;
export type Tab = Pick<chrome.tabs.Tab, "id" | "url">;

/** What a choice needs of those around it. */
export interface MenuWorld {
  tabs: Pick<Tabs, "inTab" | "pageIn" | "pass">;
  choices: Pick<Choices, "ask">;
  host(): HostState;
  /** Opens the popup, which says why there is no button. A browser may allow it before the first await only. */
  popup(): void;
}

/** The agent chose the item. */
export async function chosen(click: Click, tab: Tab | undefined, world: MenuWorld): Promise<void> {
  const { tabs } = world;
  const id = tab?.id ?? -1;
  const page = tabs.pageIn(id, click.frameId ?? 0);
  if (!tabs.pageIn(id, 0)) return world.popup();
  if (tab?.url !== undefined && tab.url !== click.pageUrl) return page?.post({ type: "notice", watch: page.number, reason: "record_changed" });
  await follow(id, page ? await world.choices.ask(page.post) : { why: "" }, world);
}

/** The agent pressed the shortcut. */
export async function pressed(tab: Tab | undefined, world: MenuWorld): Promise<void> {
  const id = tab?.id ?? -1;
  const page = world.tabs.pageIn(id, 0);
  if (!page || !(page.record || page.why || world.tabs.inTab(id)?.record)) return world.popup();
  await follow(id, await world.choices.ask(page.post, true), world);
}

async function follow(tab: number, clicked: Clicked, { tabs, host, popup }: MenuWorld): Promise<void> {
  if ("watcher" in clicked) for (const message of next(clicked.watcher, host())) tabs.pass(clicked.watcher, message);
  else if (clicked.why === "") show(tabs.inTab(tab), tabs, popup);
  // Else the page has shown the reason where its agent looks.
}

/** What the page of a watcher is told: to show its button, and what to do where that leads to the customer. */
export function next(watcher: Watcher, host: HostState): ToPage[] {
  const session = watcher.view?.session?.id ?? "";
  const shown: ToPage = { type: "do", watch: watcher.number, action: null, session };
  const action = watcher.stale || watcher.why || host !== "ready" ? undefined : watcher.view?.actions?.[0];
  return action && onward.has(action) ? [shown, { ...shown, action }] : [shown];
}

/** Of a page that does not tell who was meant: the button that it has, or the popup. */
function show(watcher: Watcher | null, tabs: MenuWorld["tabs"], popup: () => void): void {
  if (!watcher || (!watcher.record && !watcher.why)) return popup();
  tabs.pass(watcher, { type: "do", watch: watcher.number, action: null, session: watcher.view?.session?.id ?? "" });
}

/** Promises came to these calls later than to the oldest browser that this runs in. */
function done(call: (end: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => call(() => resolve(!chrome.runtime.lastError)));
}
