/**
 * The service worker: wires the parts, and hears the browser. Every listener
 * is set before the first await, or a worker that was woken misses its event.
 */
import { style } from "../content/style";
import { grantFor, matches, ruleFor } from "../match";
import type { FromJoin, FromPopup, PageRule, PopupStatus, ToJoin, ToPage, ToPopup } from "../messages";
import type { SiteRule } from "../protocol.gen";
import { agentOf, type Agent } from "../who";
import { Joins } from "./join";
import { answer, offer } from "./menu";
import { OptionsPages } from "./options";
import { HostError, HostPort } from "./port";
import { Policy } from "./policy";
import { judge, readPage } from "./router";
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
const signIn = new SignIn(host, renew);
const popups = new Set<() => void>();
const options = new OptionsPages(host);
let agent: Agent | null = null;

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
    refresh();
    void joins.recover();
    void signIn.look();
    if (popups.size > 0) void lookAgent();
  }
  for (const show of popups) show();
};
policy.onChanged = () => void host.request("config.reload", {}).catch(() => {});
sites.onGranted = offer;
sites.onChanged = () => {
  tabs.tell({ type: "rules" });
  for (const show of popups) show();
};
tabs.onView = (watcher, view) => {
  if (watcher.record) unfinished.note(watcher.record, view);
  if (view.open) void joins.open(view.open, watcher.tab, meantBy(watcher));
  for (const show of popups) show();
};

tabs.onConfirm = () => void chrome.action.openPopup?.().catch(() => {}); // where a browser does not let it, the agent is told to press the icon

chrome.runtime.onInstalled.addListener(() => void reinstalled());
chrome.runtime.onStartup.addListener(() => refresh());
chrome.runtime.onUpdateAvailable.addListener(() => void updateWhenQuiet());
chrome.permissions.onAdded.addListener(() => void regrant());
chrome.permissions.onRemoved.addListener(() => void regrant());
chrome.runtime.onConnect.addListener((port) => {
  const caller = judge(port.name, port.sender, { id: chrome.runtime.id, base: chrome.runtime.getURL("") });
  if (caller?.as === "page") servePage(port, caller.tab, caller.origin);
  else if (caller?.as === "popup") servePopup(port);
  else if (caller?.as === "options") options.serve(port);
  else if (caller?.as === "join") serveJoin(port, caller.tab, caller.effect);
  else port.disconnect();
});
chrome.contextMenus.onClicked.addListener((click, tab) => {
  const watcher = tabs.inTab(tab?.id ?? -1);
  const told = answer(click, tab?.url, host.state, watcher);
  if (told && watcher) for (const message of told) tabs.pass(watcher, message);
  else chrome.action.openPopup?.().catch(() => {}); // says why there is no button; a browser may allow it before the first await only
});
setInterval(rest, IDLE);

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

function servePage(port: chrome.runtime.Port, tab: number, origin: string): void {
  const watcher = tabs.add(tab, origin, (message) => post(port, message));
  let rule: SiteRule | null = null;
  let turn = Promise.resolve();
  port.onMessage.addListener((message) => {
    turn = turn.then(async () => {
      const said = readPage(message, origin, rule);
      if (said?.type === "watch") watcher.why = said.why ?? "";
      if (said?.type === "page") rule = await answerPage(port, said.url);
      else if (said?.type === "watch") void tabs.watch(watcher, said.watch, said.record, said.visitorId);
      else if (said?.type === "act" && said.action === "sign_in") askInPopup(watcher);
      else if (said?.type === "act") void tabs.act(watcher, said);
      else if (!rule && message?.type === "act") tabs.missed(watcher);
    }).catch(() => {});
  });
  port.onDisconnect.addListener(() => tabs.remove(watcher));
}

/** A page may ask for a sign-in; it begins in a window that no page can cover. */
function askInPopup(watcher: Watcher): void {
  const opened = chrome.action.openPopup?.() ?? Promise.reject();
  opened.catch(() => watcher.post({ type: "notice", watch: watcher.number, reason: "sign_in_needed" }));
}

async function answerPage(port: chrome.runtime.Port, url: string): Promise<SiteRule | null> {
  const rule = await ruleAt(url);
  const { keyPattern } = await sites.config();
  const answer: PageRule | null = rule && { system: rule.id, objects: rule.objects, keyPattern, style };
  post(port, { type: "page", url, rule: answer });
  return rule;
}

function post(port: chrome.runtime.Port, message: ToPage | ToPopup | ToJoin): void {
  try {
    port.postMessage(message);
  } catch {
    // Who was to hear it has left.
  }
}

function servePopup(port: chrome.runtime.Port): void {
  let at: { tab: number; url: string } | null = null;
  const show = async () => {
    if (!at) return;
    const message: ToPopup = { type: "status", status: await statusOf(at.url, tabs.inTab(at.tab)) };
    post(port, message);
  };
  popups.add(show);
  port.onDisconnect.addListener(() => popups.delete(show));
  port.onMessage.addListener(async (said: FromPopup) => {
    if (said.type === "status") at = said;
    if (said.type === "status" && host.state === "ready") void lookAgent();
    if (said.type === "sign_in" || (said.type === "do" && said.action === "sign_in")) return sign(port, signIn.signIn());
    if (said.type === "switch_agent") return sign(port, signIn.switchAgent());
    const refused = said.type === "do" ? tabs.choose(said) : null;
    if (said.type !== "do" && host.state !== "ready") refresh();
    await show();
    if (refused) post(port, { type: "notice", reason: refused });
  });
}

/** Asks who works here by the settings, for the popups. */
async function lookAgent(): Promise<void> {
  agent = await host.request("settings.list", {}).then(agentOf, () => agent);
  for (const show of popups) show();
}

/** Tells a popup that still stands why a sign-in did not begin. */
function sign(port: chrome.runtime.Port, going: Promise<void>): void {
  going.catch((why) => post(port, { type: "notice", reason: (why instanceof HostError && why.reason) || "internal" }));
}

async function statusOf(url: string, watcher: Watcher | null): Promise<PopupStatus> {
  const { rules, mistakes, keyPattern } = await sites.config();
  const rule = ruleFor(rules, url);
  const named = rule?.matches.filter((pattern) => matches(pattern, url)) ?? [];
  const granted = (await Promise.all(named.map(isGranted))).some(Boolean);
  return {
    host: host.state,
    hostVersion: host.hello?.host ?? "",
    rule: rule && { name: rule.name, origins: named.map(grantFor), granted },
    rules: rules.length,
    mistakes,
    view: watcher?.view ?? null,
    why: watcher?.why ?? "",
    keyPattern,
    signIn: signIn.state,
    agent,
  };
}

function serveJoin(port: chrome.runtime.Port, tab: number, effect: string): void {
  let submitting = false;
  port.onMessage.addListener(async (said: FromJoin) => {
    if (said.type === "ticket") post(port, await joins.ticket(effect, tab));
    if (said.type === "submitting") submitting = true;
    if (said.type === "blocked") await joins.opened(effect, tab, false);
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
