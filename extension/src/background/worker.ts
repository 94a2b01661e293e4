/**
 * The service worker: wires the parts, and hears the browser. Every listener
 * is set before the first await, or a worker that was woken misses its event.
 */
import { style } from "../content/style";
import { openSide } from "../popup/side";
import { grantFor, matches, ruleFor, ruleNaming } from "../match";
import type { FromJoin, FromPopup, PageRule, PopupStatus, ToJoin, ToPage, ToPopup } from "../messages";
import type { ClientsResult, SiteRule } from "../protocol.gen";
import { agentOf, type Agent } from "../who";
import { Choices } from "./choices";
import { lookClients, openDownload } from "./clients";
import { Docks } from "./docks";
import { fieldsFor, Frames } from "./frames";
import { Joins } from "./join";
import { chosen, offer, pressed, screensOf, withdraw, type MenuWorld } from "./menu";
import { OptionsPages } from "./options";
import { Pickers } from "./picker";
import { HostError, HostPort } from "./port";
import { Policy } from "./policy";
import { judge, readPage, type Caller } from "./router";
import { SessionCookie } from "./cookie";
import { saveRule } from "./saverule";
import { SignIn } from "./signin";
import { isGranted, Sites } from "./sites";
import { meantBy, Tabs, type Watcher } from "./tabs";
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
const joins = new Joins(host);
const choices = new Choices();
const frames = new Frames();
const docks = new Docks();
const signIn = new SignIn(host, renew);
const sessionCookie = new SessionCookie(host);
/** Those that stand open; with a tab, the page in it stopped what the agent did. */
const popups = new Set<(stopped?: number) => void>();
const options = new OptionsPages(host);
const pickers = new Pickers({
  config: () => sites.config(),
  save: async (draft, examples, confirm) => saveRule(host, (await sites.config()).rules, draft, examples, confirm),
  changed: () => popups.forEach((show) => show()),
});
let agent: Agent | null = null;
let clients: ClientsResult | null = null;
let granted: string[] = [];

host.pushes = { view: (view) => tabs.take(view), "host.renew": renew, signin: (state) => signIn.take(state) };
signIn.onState = (state) => {
  void chrome.action.setBadgeText({ text: state.state === "needed" || state.state === "refused" ? "!" : "" });
  options.signedIn(state);
  for (const show of popups) show();
};
host.onState = (state) => {
  tabs.hostChanged();
  options.hostChanged();
  if (state === "ready") {
    sessionCookie.anew();
    refresh();
    void joins.recover();
    void signIn.look();
    if (popups.size > 0) void lookAgent();
    else void lookPrograms();
  }
  for (const show of popups) show();
};
policy.onChanged = () => void host.request("config.reload", {}).catch(() => {});
sites.onGranted = offerAt;
sites.onChanged = () => {
  tabs.tell({ type: "rules" });
  void sites.config().then(({ cookie }) => sessionCookie.named(cookie ?? null));
  for (const show of popups) show();
};
tabs.onView = (watcher, view) => {
  if (watcher.record) unfinished.note(watcher.record, view);
  if (view.open) void joins.open(view.open, watcher.tab, meantBy(watcher));
  choices.told(watcher);
  for (const show of popups) show();
};

tabs.onConfirm = () => void chrome.action.openPopup?.().catch(() => {}); // where a browser does not let it, the agent is told to press the icon

chrome.runtime.onInstalled.addListener(() => void reinstalled());
chrome.runtime.onStartup.addListener(() => refresh());
chrome.runtime.onUpdateAvailable.addListener(() => void updateWhenQuiet());
chrome.permissions.onAdded.addListener(() => void regrant());
chrome.permissions.onAdded.addListener(() => void pickers.granted());
chrome.tabs.onUpdated.addListener((tab, { status }, { url }) => void (status === "complete" && pickers.loaded(tab, url)));
chrome.tabs.onRemoved.addListener((tab) => void pickers.end(tab));
chrome.permissions.onRemoved.addListener(() => void regrant());
chrome.runtime.onConnect.addListener((port) => {
  const caller = judge(port.name, port.sender, { id: chrome.runtime.id, base: chrome.runtime.getURL("") });
  if (caller?.as === "page") servePage(port, caller);
  else if (caller?.as === "popup" || caller?.as === "panel") servePopup(port);
  else if (caller?.as === "options") options.serve(port);
  else if (caller?.as === "picker") void pickers.serve(port, caller.tab, caller.frame, caller.url);
  else if (caller?.as === "join") serveJoin(port, caller.tab, caller.effect);
  else port.disconnect();
});
const menuWorld: MenuWorld = { tabs, choices, host: () => host.state, popup: () => void chrome.action.openPopup?.().catch(() => {}) };
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
  if (tabs.busy || popups.size > 0 || options.open || signIn.busy || host.state !== "ready" || (await unfinished.ids()).length > 0) return;
  host.release();
}

async function ruleAt(address: string): Promise<SiteRule | null> {
  const rule = ruleFor((await sites.config()).rules, address);
  const named = rule?.matches.filter((pattern) => matches(pattern, address)) ?? [];
  const granted = await Promise.all(named.map(isGranted));
  return granted.some(Boolean) ? rule : null;
}

/** A page, or a frame of one: its regions, each with a watcher of its own. */
function servePage(port: chrome.runtime.Port, caller: PageCaller): void {
  const { tab, frame, origin } = caller;
  const say = (message: ToPage) => post(port, message);
  const regions = new Map<number, Watcher>();
  const region = (at = 0): Watcher => regions.get(at) ?? (regions.set(at, tabs.add(tab, origin, say, frame)), region(at));
  const whose = (watch: number) => [...regions.values()].find(({ number }) => watch > 0 && number === watch) ?? null;
  let rule: SiteRule | null = null;
  let turn = Promise.resolve();
  const first = region();
  port.onMessage.addListener((message) => {
    turn = turn.then(async () => {
      const said = readPage(message, origin, rule, frames.expects(say));
      switch (said?.type) {
        case "page": return void (rule = await answerPage(say, caller, said.url));
        case "watch": return void tabs.watch(Object.assign(region(said.region), { why: said.why ?? "" }), said.watch, said.record, said.visitorId);
        case "act": if (said.action === "download") return openDownload(host, tab);
          return void (said.action === "sign_in" ? askInPopup(region(said.region)) : tabs.act(region(said.region), said, (await frames.same(tab)) ? "" : "record_changed"));
        case "used": return use(whose(said.watch));
        case "stopped": return popups.forEach((show) => whose(said.watch) && show(tab));
        case "dock": return void docks.keep(origin, said.dock);
        case "chosen": return choices.take(said, say, whose(said.watch));
        case "fields": return frames.take(say, said);
      }
      if (!rule && message?.type === "act") tabs.missed(first);
    }).catch(() => {});
  });
  port.onDisconnect.addListener(() => {
    for (const watcher of regions.values()) tabs.remove(watcher);
    frames.remove(say);
    frames.page(tab, say, false);
  });
}

type PageCaller = Extract<Caller, { as: "page" }>;

/** The agent attends to one of several records; popups show that one. */
function use(watcher: Watcher | null): void {
  if (!watcher) return;
  tabs.use(watcher);
  for (const show of popups) show();
}

/** A page may ask for a sign-in; it begins in a window that no page can cover. */
function askInPopup(watcher: Watcher): void {
  const opened = chrome.action.openPopup?.() ?? Promise.reject();
  opened.catch(() => watcher.post({ type: "notice", watch: watcher.number, reason: "sign_in_needed" }));
}

/**
 * Says which rule fits a page. A frame is a page by itself below a page of the
 * same rule, and is given the fields that the rule of the page around it looks
 * for in it.
 */
async function answerPage(say: (message: ToPage) => void, { tab, frame, origin, top }: PageCaller, url: string): Promise<SiteRule | null> {
  const [own, around, { keyPattern }, dock] = await Promise.all([ruleAt(url), frame ? ruleAt(await addressOf(tab, top)) : null, sites.config(), docks.at(origin)]);
  const rule = frame && own?.id !== around?.id ? null : own;
  const fields = around ? fieldsFor(around, url) : [];
  const answer: PageRule | null = rule && { system: rule.id, objects: rule.objects, keyPattern, style, ...(dock ? { dock } : {}) };
  if (frame) frames.give(tab, frame, say, fields);
  say({ type: "page", url, rule: answer, ...(fields.length > 0 ? { fields } : {}) });
  if (!frame && rule?.frames) frames.page(tab, say, true);
  return rule;
}

/** The address of a tab's own page at this moment; the last known where the browser does not tell. */
function addressOf(tab: number, last: string): Promise<string> {
  return chrome.tabs.get(tab).then(({ url }) => url ?? last, () => last);
}

function post(port: chrome.runtime.Port, message: ToPage | ToPopup | ToJoin): void {
  try {
    port.postMessage(message);
  } catch {
    // Who was to hear it has left.
  }
}

function servePopup(port: chrome.runtime.Port): void {
  let at: Extract<FromPopup, { type: "status" }> | null = null;
  const show = async (stopped?: number) => {
    if (!at) return;
    const message: ToPopup = { type: "status", status: await statusOf(at) };
    post(port, message);
    if (stopped === at.tab) post(port, { type: "notice", reason: "page_stopped" });
  };
  popups.add(show);
  port.onDisconnect.addListener(() => popups.delete(show));
  port.onMessage.addListener(async (said: FromPopup) => {
    if (said.type === "status") at = said;
    if (said.type === "status" && host.state === "ready") void lookAgent();
    if (said.type === "sign_in" || (said.type === "do" && said.action === "sign_in")) return sign(port, signIn.signIn());
    if (said.type === "do" && said.action === "download") return openDownload(host, said.tab);
    if (said.type === "switch_agent") return sign(port, signIn.switchAgent());
    if (said.type === "pick") return pickers.begin(said.tab, said.url, said.rule);
    if (said.type === "unpick") return pickers.end(said.tab);
    const refused = said.type === "do" ? tabs.choose(said) : null;
    if (said.type !== "do" && host.state !== "ready") refresh();
    await show();
    if (refused) post(port, { type: "notice", reason: refused });
  });
}

/** Asks who works here by the settings, and which of Glance's programs are installed, for the popups. */
async function lookAgent(): Promise<void> {
  [agent] = await Promise.all([host.request("settings.list", {}).then(agentOf, () => agent), lookPrograms()]);
  for (const show of popups) show();
}

/** Asks which of Glance's programs are installed, and offers what they do with a right-click. */
async function lookPrograms(): Promise<void> {
  const before = screensOf(clients).join();
  clients = await lookClients(host);
  if (screensOf(clients).join() !== before) await offerAt(granted);
}

/** The right-click's items on pages of these patterns. */
async function offerAt(patterns: string[]): Promise<void> {
  granted = patterns;
  await withdraw(screensOf(clients));
  await offer(patterns, screensOf(clients));
}

/** Tells a popup that still stands why a sign-in did not begin. */
function sign(port: chrome.runtime.Port, going: Promise<void>): void {
  going.catch((why) => post(port, { type: "notice", reason: (why instanceof HostError && why.reason) || "internal" }));
}

async function statusOf({ tab, url, watch }: Extract<FromPopup, { type: "status" }>): Promise<PopupStatus> {
  const { rules, mistakes, keyPattern, personRules, cookie } = await sites.config();
  const rule = ruleNaming(rules, url);
  const named = rule?.matches.filter((pattern) => matches(pattern, url)) ?? [];
  const granted = (await Promise.all(named.map(isGranted))).some(Boolean);
  const watcher = tabs.inTab(tab, watch);
  return {
    host: host.state,
    hostVersion: host.hello?.host ?? "",
    rule: rule && { id: rule.id, name: rule.name, origins: named.map(grantFor), granted, active: rule.active, from: rule.from },
    url,
    frames: rule?.active ? await lacking(rule.frames ?? []) : [],
    visitorId: watcher?.visitorId ?? "",
    personRules,
    picking: await pickers.at(tab),
    rules: rules.length,
    mistakes,
    view: watcher?.view ?? null,
    regions: tabs.regions(tab),
    why: watcher?.why ?? "",
    keyPattern,
    signIn: signIn.state,
    cookie: (await sessionCookie.leave()) === "ask" ? (cookie ?? null) : null,
    agent,
    clients,
  };
}

/** The origins of patterns that are not granted. */
async function lacking(patterns: string[]): Promise<string[]> {
  const granted = await Promise.all(patterns.map(isGranted));
  return [...new Set(patterns.filter((_, at) => !granted[at]).map(grantFor))];
}

function serveJoin(port: chrome.runtime.Port, tab: number, effect: string): void {
  let submitting = false;
  port.onMessage.addListener(async (said: FromJoin) => {
    if (said.type === "ticket") post(port, await joins.ticket(effect, tab));
    if (said.type === "submitting") submitting = true;
    if (said.type === "blocked") await joins.opened(effect, tab, false);
    if (said.type === "handed") await joins.opened(effect, tab, true);
    if (said.type === "again") post(port, await openAgain(effect, tab));
  });
  port.onDisconnect.addListener(async () => {
    const there = await chrome.tabs.get(tab).then(() => true, () => false);
    await joins.opened(effect, tab, submitting && there);
  });
}

/** Opens the viewer once more, for whom it was opened, in the place of the page that asks. */
async function openAgain(effect: string, tab: number): Promise<ToJoin> {
  const order = await joins.again(effect, tab);
  const why = order ? tabs.openAgain(order.from, order.meant) : "gone";
  if (why) return { type: "again", ok: false, why };
  joins.reuse(tab, order?.meant ?? "");
  return { type: "again", ok: true };
}
