/**
 * The right-click and the shortcut: both do what the button's own part does,
 * for whom the click or the focus was on. They never undo and never answer for
 * the agent: where that is what the button offers, and where it is not certain
 * who is meant, the button is brought into view, or the popup opened.
 */
import type { HostState, ToPage } from "../messages";
import type { Action, ClientsResult } from "../protocol.gen";
import type { Choices, Clicked } from "./choices";
import type { Entered } from "./entrance";
import type { Tabs, Watcher } from "./tabs";

const ITEM = "cobrowse";
/** What Glance's program does, as items of their own where it is installed and the role has them. */
const screens: readonly Action[] = ["show", "view"];
/** Wherever on the page the click is. */
const contexts: NonNullable<chrome.contextMenus.CreateProperties["contexts"]> = ["page", "frame", "selection", "link", "editable", "image"];
/** What may be done from afar: each takes the agent towards the customer. */
const onward: ReadonlySet<Action> = new Set<Action>(["start", "join", "open", "look"]);

/** Offers the item, and those of screens that are named, on pages of these patterns and nowhere else; without any they are gone. */
export async function offer(patterns: string[], also: readonly Action[] = []): Promise<void> {
  if (patterns.length === 0) return void (await done((end) => chrome.contextMenus.removeAll(end)));
  await put(ITEM, "menu_cobrowse", patterns);
  for (const action of screens.filter((action) => also.includes(action))) await put(action, `share_${action}`, patterns);
}

async function put(id: string, words: string, patterns: string[]): Promise<void> {
  const item = { title: chrome.i18n.getMessage(words), contexts, documentUrlPatterns: patterns };
  const there = await done((end) => chrome.contextMenus.update(id, item, end));
  if (!there) await done((end) => chrome.contextMenus.create({ id, ...item }, end));
}

/** Takes away the items of screens that are not offered any more. */
export async function withdraw(also: readonly Action[]): Promise<void> {
  for (const action of screens) if (!also.includes(action)) await done((end) => chrome.contextMenus.remove(action, end));
}

/** The screens that an item is for: those that the role has, where the program for them is there. */
export function screensOf(clients: ClientsResult | null): Action[] {
  return clients?.classic.installed ? screens.filter((action) => clients.offered?.includes(action)) : [];
}

/** The part of a click that is judged, and of the tab that it was in. */
export type Click = Pick<chrome.contextMenus.OnClickData, "pageUrl" | "frameId"> & Partial<Pick<chrome.contextMenus.OnClickData, "menuItemId">>;
export type Tab = Pick<chrome.tabs.Tab, "id" | "url">;

/** What a choice needs of those around it. */
export interface MenuWorld {
  tabs: Pick<Tabs, "inTab" | "pageIn" | "pass" | "telling">;
  choices: Pick<Choices, "ask">;
  host(): HostState;
  /** Has a page speak that a rule names and that does not. */
  enter(tab: number, address: string): Promise<Entered>;
  /** Which of a tab's frames has the focus; null where none has, or it cannot be told. */
  focused(tab: number, frames: readonly number[]): Promise<number | null>;
  /** Opens the popup, which says why there is no button. */
  popup(): void;
  /** The same in a browser that allows it before the first await only. */
  early(): void;
}

/** The agent chose the item. Where no page speaks, one may still come back, or none is there. */
export async function chosen(click: Click, tab: Tab | undefined, world: MenuWorld): Promise<void> {
  const { tabs } = world;
  const id = tab?.id ?? -1;
  if (tabs.telling(id).length === 0) world.early();
  if ((await world.enter(id, click.pageUrl ?? "")) !== "there") return world.popup(); // what is new there knows of no click
  const page = tabs.pageIn(id, click.frameId ?? 0);
  if (tab?.url !== undefined && tab.url !== click.pageUrl) return page?.post({ type: "notice", watch: page.number, reason: "record_changed" });
  const screen = screens.find((action) => action === click.menuItemId);
  await follow(id, page ? await world.choices.ask(page.post) : { why: "" }, world, screen);
}

/** The agent pressed the shortcut. Where several frames tell of somebody, it is the one that has the focus. */
export async function pressed(tab: Tab | undefined, world: MenuWorld): Promise<void> {
  const id = tab?.id ?? -1;
  const [only, ...others] = world.tabs.telling(id);
  if (only === undefined) return world.popup();
  const frame = others.length > 0 ? await world.focused(id, [only, ...others]) : only;
  const page = frame === null ? null : world.tabs.pageIn(id, frame);
  await follow(id, page ? await world.choices.ask(page.post, true) : { why: "" }, world);
}

async function follow(tab: number, clicked: Clicked, { tabs, host, popup }: MenuWorld, screen?: Action): Promise<void> {
  if ("watcher" in clicked) for (const message of next(clicked.watcher, host(), screen)) tabs.pass(clicked.watcher, message);
  else if (clicked.why === "") show(tabs.inTab(tab), tabs, popup);
  // Else the page has shown the reason where its agent looks.
}

/** What the page of a watcher is told: to show its button, and what to do where that leads to the customer, or shares the screen that was chosen. */
export function next(watcher: Watcher, host: HostState, screen?: Action): ToPage[] {
  const session = watcher.view?.session?.id ?? "";
  const shown: ToPage = { type: "do", watch: watcher.number, action: null, session };
  const known = watcher.stale || watcher.why || host !== "ready" ? null : watcher.view;
  const action = screen ? known?.more?.find((offered) => offered === screen) : known?.actions?.[0];
  return action && (screen || onward.has(action)) ? [shown, { ...shown, action }] : [shown];
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
