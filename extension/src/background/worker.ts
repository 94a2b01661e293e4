/**
 * The service worker: wires the parts, and hears the browser. Every listener
 * is set before the first await, or a worker that was woken misses its event.
 */
import { openSide } from "../popup/side";
import { Choices } from "./choices";
import { SessionCookie } from "./cookie";
import { Docks } from "./docks";
import { Entrance } from "./entrance";
import { focused } from "./focus";
import { Frames } from "./frames";
import { Joins } from "./join";
import { serveJoin } from "./joinpage";
import { chosen, pressed, type MenuWorld } from "./menu";
import { OptionsPages } from "./options";
import { Pages } from "./pages";
import { Pickers } from "./picker";
import { Policy } from "./policy";
import { Popups } from "./popups";
import { HostPort } from "./port";
import { Programs } from "./programs";
import { judge } from "./router";
import { saveRule } from "./saverule";
import { SignIn } from "./signin";
import { Sites } from "./sites";
import { meantBy, Tabs } from "./tabs";
import { Unfinished } from "./unfinished";

const HOST = "net.glance.agent_host";
/** The host is let go when nothing has been watched for this long, in milliseconds. */
const IDLE = 60_000;

const unfinished = new Unfinished();
const policy = new Policy();
const host = new HostPort({
  connect: () => chrome.runtime.connectNative(HOST),
  lastError: () => chrome.runtime.lastError?.message ?? "",
  greeting: async () => ({
    extension: chrome.runtime.getManifest().version,
    browser: location.protocol === "moz-extension:" ? "firefox" : "chromium",
    sessions: await unfinished.ids(),
    ...(await policy.greeting()),
  }),
  random: Math.random,
});
const sites = new Sites(host);
const tabs = new Tabs(host);
const entrance = new Entrance(sites, tabs);
const joins = new Joins(host);
const choices = new Choices();
const frames = new Frames();
const docks = new Docks();
const signIn = new SignIn(host, renew);
const sessionCookie = new SessionCookie(host);
const options = new OptionsPages(host);
const pickers = new Pickers({
  config: () => sites.config(),
  save: async (draft, examples, decided) => saveRule(host, (await sites.config()).rules, draft, examples, decided),
  changed: () => popups.show(),
});
const programs = new Programs(host);
const popups: Popups = new Popups({ host, sites, tabs, frames, entrance, pickers, signIn, cookie: sessionCookie, programs, refresh });
const pages = new Pages({ host, sites, tabs, frames, docks, choices, entrance, changed: (stopped) => popups.show(stopped) });

host.pushes = { view: (view) => tabs.take(view), "host.renew": renew, signin: (state) => signIn.take(state) };
signIn.onState = (state) => {
  void chrome.action.setBadgeText({ text: state.state === "needed" || state.state === "refused" ? "!" : "" });
  options.signedIn(state);
  popups.show();
};
host.onState = (state) => {
  tabs.hostChanged();
  options.hostChanged();
  if (state === "ready") {
    sessionCookie.anew();
    refresh();
    void joins.recover();
    void signIn.look();
    void (popups.open ? popups.look() : programs.look());
  }
  popups.show();
};
policy.onChanged = () => void host.request("config.reload", {}).catch(() => {});
sites.onGranted = (patterns) => programs.offerAt(patterns);
sites.onChanged = () => {
  tabs.tell({ type: "rules" });
  void sites.config().then(({ cookie }) => sessionCookie.named(cookie ?? null));
  popups.show();
};
tabs.onView = (watcher, view) => {
  if (watcher.record) unfinished.note(watcher.record, view);
  if (view.open) void joins.open(view.open, watcher.tab, meantBy(watcher));
  choices.told(watcher);
  programs.heed(view.watch, view.face);
  popups.show();
};

tabs.onConfirm = () => void chrome.action.openPopup?.().catch(() => {}); // where a browser does not let it, the agent is told to press the icon

chrome.runtime.onInstalled.addListener(() => void reinstalled());
chrome.runtime.onStartup.addListener(() => refresh());
chrome.runtime.onUpdateAvailable.addListener(() => void updateWhenQuiet());
chrome.permissions.onAdded.addListener(() => void regrant());
chrome.permissions.onAdded.addListener(() => void pickers.granted());
chrome.permissions.onRemoved.addListener(() => void regrant());
chrome.runtime.onConnect.addListener((port) => {
  const caller = judge(port.name, port.sender, { id: chrome.runtime.id, base: chrome.runtime.getURL("") });
  if (caller?.as === "page") pages.serve(port, caller);
  else if (caller?.as === "popup" || caller?.as === "panel") popups.serve(port);
  else if (caller?.as === "options") options.serve(port);
  else if (caller?.as === "picker") void pickers.serve(port, caller.tab, caller.frame, caller.url);
  else if (caller?.as === "join") serveJoin(port, caller.tab, caller.effect, joins, tabs);
  else port.disconnect();
});
const menuWorld: MenuWorld = {
  tabs, choices, focused,
  host: () => host.state,
  enter: (tab, address) => entrance.enter(tab, address),
  popup: () => void chrome.action.openPopup?.().catch(() => {}),
  early: () => location.protocol === "moz-extension:" && menuWorld.popup(),
};
chrome.contextMenus.onClicked.addListener((click, tab) => void chosen(click, tab, menuWorld));
chrome.commands.onCommand.addListener((command, tab) => {
  if (command === "cobrowse") void pressed(tab, menuWorld);
  else void openSide(tab?.windowId ?? -1).catch(() => menuWorld.popup());
});
setInterval(rest, IDLE);
chrome.runtime.sendMessage("awake").catch(() => {}); // side panels that stand open know of no worker that began after them

/** The settings changed: the next host begins with them. */
function renew(): void {
  host.renew();
  refresh(true);
}

/** Rules and settings anew. Without a host the ones that are kept go on to serve. */
function refresh(changed = false): void {
  sites.refresh(changed).catch(() => sites.register()).catch(() => {});
}

async function reinstalled(): Promise<void> {
  refresh();
  await sites.inject(await sites.granted());
}

async function regrant(): Promise<void> {
  await sites.register();
  sites.onChanged();
}

/** A browser puts an update off while the worker runs, and ours runs all day. */
async function updateWhenQuiet(): Promise<void> {
  if ((await unfinished.ids()).length === 0) return chrome.runtime.reload();
  setTimeout(() => void updateWhenQuiet(), IDLE);
}

/** Lets the host go while nothing needs it, so that it and this worker can end. */
async function rest(): Promise<void> {
  if (tabs.busy || popups.open || options.open || signIn.busy || host.state !== "ready" || (await unfinished.ids()).length > 0) return;
  host.release();
}
