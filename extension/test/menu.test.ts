import assert from "node:assert/strict";
import { test } from "node:test";
import { views } from "../look/views";
import { Choices, type Clicked } from "../src/background/choices";
import type { Entered } from "../src/background/entrance";
import { chosen, next, offer, pressed, type MenuWorld } from "../src/background/menu";
import { Tabs, type Watcher } from "../src/background/tabs";
import type { ToPage } from "../src/messages";
import { faces, type View } from "../src/protocol.gen";

const page = "https://crm.example/contacts/1";
const record = { system: "crm", type: "contact", id: "1", title: "Vera", url: page };
const seen = (view: Partial<View> | null, more: Partial<Watcher> = {}): Watcher =>
  ({ tab: 1, frame: 0, origin: "https://crm.example", lists: false, mapped: false, post() {}, used: 0, number: 1, owed: "", chosen: null, watch: "w1", record, visitorId: "v", why: "", stale: false, view: view as View | null, ...more });
const present = seen({ face: "present", actions: ["start"] });

const short = (messages: ToPage[]) => messages.map((message) => (message.type === "do" ? message.action ?? "show" : message.type === "notice" ? message.reason : message.type)).join(" ");

/** What the page is told, in short. */
const told = (watcher: Watcher, host: "ready" | "lost" = "ready") => short(next(watcher, host));

test("each face: the button's own action where it leads to the customer, and else only the button", () => {
  const wanted: { [face: string]: string } = {
    no_key: "show", checking: "start", absent: "start", present: "start", cant_tell: "look", elsewhere: "join", presence_off: "start", not_ready: "look", refused: "look",
    asked: "show", signalling: "show", terms_sent: "show", terms_shown: "show", starting: "show", waiting: "show", confirm: "show", opening: "show",
    blocked: "open", joined: "open", late_accept: "join", lost: "open", not_there: "start", declined: "start", gone: "start", timed_out: "start", failed: "start", unknown: "join", handed_over: "start", // where they offer it
    launching: "show", launched: "show", client_missing: "show", client_ready: "show", client_other: "show", not_launched: "show",
  };
  assert.deepEqual(Object.keys(wanted).sort(), [...faces].sort());
  for (const view of views) {
    const expected = wanted[view.face] !== "show" && wanted[view.face] === view.actions[0] ? `show ${view.actions[0]}` : "show";
    assert.equal(told(seen(view)), expected, `${view.face} ${view.actions}`);
  }
  for (const action of ["cancel", "key", "confirm", "reject", "end", "dismiss"] as const) assert.equal(told(seen({ actions: [action, "start"] })), "show", action);
});

test("a start is not to be had where the button has none", () => {
  assert.equal(told(seen({ face: "failed", actions: ["key"] })), "show");
  assert.equal(told(seen({ face: "present", actions: [] })), "show");
});

test("what was known before the host went is not acted upon, and no doubt is", () => {
  assert.equal(told(present, "lost"), "show");
  assert.equal(told({ ...present, stale: true }), "show");
  assert.equal(told({ ...present, why: "hidden" }), "show");
  assert.equal(told(seen(null)), "show");
});

/** The worker's own list of these pages. */
function ofAll(pages: { [frame: number]: Watcher }): Tabs {
  const tabs = new Tabs(null as never);
  for (const page of Object.values(pages)) Object.assign(tabs.add(1, page.origin, page.post, page.frame), page);
  return tabs;
}

/** What follows from a choice where the page answers so: what pages were told, and "popup". Without a script there may be one that was there, or is new. */
async function follows(choose: (world: MenuWorld) => Promise<void>, clicked: Clicked, pages: { [frame: number]: Watcher } = { 0: present }, entered: Entered = pages[0] ? "there" : "", focus: number | null = null): Promise<string> {
  const said: string[] = [];
  const posting = (watcher: Watcher): Watcher => ({ ...watcher, post: (message) => void said.push(short([message])) });
  const all = Object.fromEntries(Object.entries(pages).map(([frame, watcher]) => [frame, posting(watcher)]));
  await choose({
    tabs: {
      inTab: () => all[0] ?? null,
      pageIn: (_tab, frame) => all[frame] ?? null,
      pass: (_watcher, message) => void said.push(short([message])),
      telling: (tab) => ofAll(all).telling(tab),
    },
    choices: { ask: async (post, keys) => (said.push(keys ? "asked where the focus is" : "asked", ...Object.values(all).filter((one) => one.post === post && one.frame > 0).map(({ frame }) => `in ${frame}`)), clicked) },
    enter: async () => entered,
    focused: async (_tab, frames) => (focus !== null && frames.includes(focus) ? focus : null),
    host: () => "ready",
    popup: () => said.push("popup"),
    early: () => said.push("early"),
  });
  return said.join(" ");
}
const rightClick = (frameId = 0, url = page) => (world: MenuWorld) => chosen({ pageUrl: page, frameId }, { id: 1, url }, world);
const shortcut = (world: MenuWorld) => pressed({ id: 1, url: page }, world);

test("the page says whom a right-click was on", async () => {
  assert.equal(await follows(rightClick(), { watcher: present }), "asked show start");
  assert.equal(await follows(rightClick(), { why: "two_values" }), "asked", "it has shown why");
  assert.equal(await follows(rightClick(), { why: "" }), "asked show");
  assert.equal(await follows(rightClick(), { why: "nobody" }, { 0: seen(null, { record: null, mapped: true }) }), "asked", "a page without a record says so");
  assert.equal(await follows(rightClick(), { why: "" }, { 0: seen(null, { record: null }) }), "early asked popup", "a page that no rule names");
  assert.equal(await follows(rightClick(), { watcher: present }, {}), "early popup", "a page without a script");
  assert.equal(await follows(rightClick(), { watcher: present }, { 0: present }, "new"), "popup", "one whose script is new, and knows of no click");
});

test("no other contact than the one the menu was opened on", async () => {
  assert.equal(await follows(rightClick(0, "https://crm.example/contacts/2"), { watcher: present }), "record_changed");
  assert.equal(await follows(rightClick(0, `${page}#/contacts/2`), { watcher: present }), "record_changed");
  assert.equal(await follows(rightClick(7), { watcher: present }), "show", "a frame that is none of ours");
  assert.equal(await follows(rightClick(7), { why: "" }, { 0: present, 7: seen(null, { record: null, frame: 7 }) }), "asked in 7 show", "one that shows no record");
});

test("the shortcut does the same for what has the focus", async () => {
  assert.equal(await follows(shortcut, { watcher: present }), "asked where the focus is show start");
  assert.equal(await follows(shortcut, { why: "two_values" }), "asked where the focus is");
  assert.equal(await follows(shortcut, { watcher: present }, {}), "popup");
  assert.equal(await follows(shortcut, { watcher: present }, { 0: seen(null, { record: null }) }), "popup", "a page that no rule names");
  assert.equal(await follows(shortcut, { why: "nobody" }, { 0: seen(null, { record: null, mapped: true }) }), "asked where the focus is", "a page without a record says so");
  assert.equal(await follows(shortcut, { watcher: present }, { 0: seen(null, { record: null, lists: true }) }), "asked where the focus is show start", "a row of a list");
});

test("the shortcut asks the frame that shows the record; of several, the one that has the focus, or none", async () => {
  const bare = seen(null, { record: null });
  const inFrame = { ...present, frame: 7 };
  assert.equal(await follows(shortcut, { watcher: inFrame }, { 0: bare, 7: inFrame }), "asked where the focus is in 7 show start");
  assert.equal(await follows(shortcut, { watcher: inFrame }, { 0: present, 7: inFrame }, "there", 7), "asked where the focus is in 7 show start");
  assert.equal(await follows(shortcut, { watcher: present }, { 0: present, 7: inFrame }, "there", 0), "asked where the focus is show start");
  assert.equal(await follows(shortcut, { watcher: present }, { 0: present, 7: inFrame }), "show", "a stranger's frame has it");
  assert.equal(await follows(shortcut, { watcher: present }, { 0: { ...bare, lists: true }, 7: inFrame }, "there", 0), "asked where the focus is show start", "a list beside a record");
});

test("a page that does not answer in time, or for another's choice, acts for nobody", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const posts: ToPage[] = [];
  const post = (message: ToPage) => void posts.push(message);
  const choices = new Choices();
  const late = choices.ask(post);
  choices.take({ type: "chosen", choice: 1, watch: 1 }, () => {}, present);
  t.mock.timers.tick(5_000);
  assert.deepEqual(await late, { why: "" });
  const unsaid = choices.ask(post, true);
  choices.take({ type: "chosen", choice: 2, watch: 1 }, post, seen(null));
  t.mock.timers.tick(5_000);
  assert.equal("watcher" in (await unsaid), true, "the host is away: its button says so");
  assert.deepEqual(posts, [{ type: "menu", choice: 1 }, { type: "menu", choice: 2, keys: true }]);
});

test("one item, on granted pages only, gone when none is", async () => {
  const items = new Map<string, { documentUrlPatterns: string[] }>();
  const calls: string[] = [];
  const runtime: { lastError: object | undefined } = { lastError: undefined };
  const ended = (call: string, failed: boolean, end: () => void) => {
    calls.push(call);
    runtime.lastError = failed ? { message: "no" } : undefined;
    end();
    runtime.lastError = undefined;
  };
  const contextMenus = {
    update: (id: string, item: { documentUrlPatterns: string[] }, end: () => void) => {
      const there = items.has(id);
      if (there) items.set(id, item);
      ended("update", !there, end);
    },
    create: ({ id, ...item }: { id: string; documentUrlPatterns: string[] }, end: () => void) => (items.set(id, item), ended("create", false, end)),
    removeAll: (end: () => void) => (items.clear(), ended("removeAll", false, end)),
  };
  (globalThis as { chrome?: unknown }).chrome = { runtime, contextMenus, i18n: { getMessage: (key: string) => key } };
  await offer(["https://a.example/*"]);
  await offer(["https://a.example/*", "https://b.example/*"]);
  assert.deepEqual([...items].map(([id, { documentUrlPatterns }]) => [id, documentUrlPatterns]), [["cobrowse", ["https://a.example/*", "https://b.example/*"]]]);
  await offer([]);
  assert.equal(items.size, 0);
  assert.deepEqual(calls, ["update", "create", "update", "removeAll"]);
});
