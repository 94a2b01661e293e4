import assert from "node:assert/strict";
import { test } from "node:test";
import { meantBy, Tabs } from "../src/background/tabs";
import type { HostPort } from "../src/background/port";
import { HostError, NoHost } from "../src/background/port";
import { after, recordKey, Unfinished } from "../src/background/unfinished";
import { grantFor, matches, ruleFor, ruleNaming } from "../src/match";
import type { HostState, ToPage } from "../src/messages";
import type { Record, SiteRule, View } from "../src/protocol.gen";
import { fakeChrome } from "./fakechrome";

const record = (id: string): Record => ({ system: "crm", type: "contact", id, title: "Vera", url: "https://crm.example/" });
const view = (watch: string, revision: number, more: Partial<View> = {}): View => ({ watch, revision, face: "present", presence: "present", actions: [], ...more });
const turn = () => new Promise((done) => setImmediate(done));

class FakeHost {
  state: HostState = "ready";
  asked: [string, { watch: string }][] = [];
  answer: (method: string, params: { watch: string }) => unknown = (method, { watch }) => (method === "record.watch" ? view(watch, 1) : {});
  async request(method: string, params: { watch: string }): Promise<unknown> {
    this.asked.push([method, params]);
    return this.answer(method, params);
  }
}

function setUp() {
  const host = new FakeHost();
  const tabs = new Tabs(host as unknown as HostPort);
  const got: ToPage[] = [];
  return { host, tabs, got, watcher: tabs.add(1, "https://crm.example", (message) => got.push(message)) };
}

test("a list of sessions that cannot be kept is known all the same", async () => {
  fakeChrome();
  const full = async () => Promise.reject(new Error("QUOTA_BYTES quota exceeded"));
  const unfinished = new Unfinished();
  chrome.storage.local.set = full;
  unfinished.note(record("1"), view("w", 1, { unfinished: "s1" }));
  assert.deepEqual(await unfinished.ids(), ["s1"]);
  unfinished.note(record("2"), view("w", 2, { unfinished: "s2" }));
  assert.deepEqual(await unfinished.ids(), ["s1", "s2"]);
  chrome.storage.local.get = full;
  assert.deepEqual(await new Unfinished().ids(), []);
});

test("patterns name what they say and nothing else", () => {
  const yes: [string, string][] = [
    ["https://crm.example/*", "https://crm.example/contacts/1"], ["https://crm.example/*", "https://crm.example:8443/"], ["https://*.example.com/*", "https://a.b.example.com/x"],
    ["https://*.example.com/*", "https://example.com/x"], ["https://crm.example/a/*/c", "https://crm.example/a/b/c"], ["https://crm.example/a*", "https://crm.example/a?q=1"], ["https://CRM.example/*", "https://crm.example/"],
  ];
  const no: [string, string][] = [
    ["https://crm.example/*", "http://crm.example/"], ["https://crm.example/*", "https://crm.example.evil.com/"], ["https://crm.example/*", "https://evilcrm.example/"], ["https://*.example.com/*", "https://badexample.com/"],
    ["https://crm.example/*", "https://crm.example@evil.com/"], ["https://crm.example/a", "https://crm.example/ab"], ["https://crm.example/a*a", "https://crm.example/a"], ["https://*/*", "https://crm.example/"], ["<all_urls>", "https://crm.example/"], ["https://crm.example/*", "nonsense"],
  ];
  for (const [pattern, url] of yes) assert.ok(matches(pattern, url), `${pattern} ${url}`);
  for (const [pattern, url] of no) assert.ok(!matches(pattern, url), `${pattern} ${url}`);
});

test("a grant is for a site, not for a path", () => {
  assert.equal(grantFor("https://crm.example/contacts/*"), "https://crm.example/*");
  assert.equal(grantFor("https://*.crm.example/*"), "https://*.crm.example/*");
  assert.equal(grantFor("http://crm.example/*"), "");
  assert.equal(grantFor("<all_urls>"), "");
});

test("the first rule counts", () => {
  const rules = [{ id: "0", matches: ["https://a.example/*", "https://d.example/*"] }, { id: "a", active: true, matches: ["https://a.example/*"] }, { id: "b", active: true, matches: ["https://b.example/*", "https://a.example/*"] }] as SiteRule[];
  assert.equal(ruleFor(rules, "https://a.example/")?.id, "a");
  assert.equal(ruleFor(rules, "https://b.example/")?.id, "b");
  assert.equal(ruleFor(rules, "https://c.example/"), null);
  assert.equal(ruleFor(rules, "https://d.example/"), null, "one that is not confirmed does not count");
  assert.deepEqual(["a", "d", "c"].map((name) => ruleNaming(rules, `https://${name}.example/`)?.id), ["a", "0", undefined]);
});

test("a view goes to its page, without the order to open; what is late is dropped", async () => {
  const { tabs, got, watcher } = setUp();
  const opened: unknown[] = [];
  tabs.onView = (_, { open }) => opened.push(open);
  await tabs.watch(watcher, 1, record("1"), "v1");
  tabs.take(view(watcher.watch, 3, { open: { effect: "e1", location: "tab" } }));
  tabs.take(view(watcher.watch, 2));
  tabs.take(view("w99", 9));
  tabs.take(view("", 9));
  assert.deepEqual(got.map((message) => (message.type === "view" ? message.view.revision : message.type)), [1, 3]);
  assert.ok(!JSON.stringify(got).includes("e1"));
  assert.deepEqual(opened, [undefined, { effect: "e1", location: "tab" }]);
});

test("two tabs on one visitor each get their view", async () => {
  const { tabs, host, got, watcher } = setUp();
  const other: ToPage[] = [];
  const second = tabs.add(2, "https://crm.example", (message) => other.push(message));
  await tabs.watch(watcher, 1, record("1"), "v1");
  await tabs.watch(second, 1, record("1"), "v1");
  assert.notEqual(watcher.watch, second.watch);
  assert.deepEqual([got.length, other.length], [1, 1]);
  tabs.remove(watcher);
  assert.deepEqual(host.asked.at(-1), ["record.unwatch", { watch: watcher.watch }]);
  assert.equal(tabs.inTab(2), second);
  assert.equal(tabs.inTab(1), null);
});

test("another record is another watch, and the former one is let go after it", async () => {
  const { tabs, host, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  const former = watcher.watch;
  await tabs.watch(watcher, 2, record("2"), "v2");
  assert.deepEqual(host.asked.map(([method, { watch }]) => [method, watch === former]), [["record.watch", true], ["record.watch", false], ["record.unwatch", true]]);
  await tabs.watch(watcher, 3, null, "");
  assert.equal(tabs.busy, false);
});

test("an answer for a record that was left is not shown", async () => {
  const { tabs, host, got, watcher } = setUp();
  let late: (value: unknown) => void = () => {};
  host.answer = (method) => (method === "record.watch" ? new Promise((resolve) => (late = resolve)) : {});
  const first = tabs.watch(watcher, 1, record("1"), "v1");
  const former = watcher.watch;
  const answer = late;
  const second = tabs.watch(watcher, 2, record("2"), "v2");
  answer(view(former, 1));
  late(view(watcher.watch, 1));
  await Promise.all([first, second]);
  assert.deepEqual(got.map((message) => message.type === "view" && message.view.watch), [watcher.watch]);
});

test("a host that comes back watches again", async () => {
  const { tabs, host, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  host.state = "lost";
  tabs.hostChanged();
  host.state = "ready";
  tabs.hostChanged();
  await turn();
  assert.equal(host.asked.filter(([method]) => method === "record.watch").length, 2);
  assert.deepEqual(got.map((message) => message.type), ["view", "host", "view"]);
});

test("a page that watched without a host is watched when there is one", async () => {
  const { tabs, host, got, watcher } = setUp();
  host.state = "no_host";
  host.answer = () => {
    throw new NoHost("no_host");
  };
  await tabs.watch(watcher, 1, record("1"), "v1");
  assert.deepEqual(got, [{ type: "host", state: "no_host" }]);
  host.state = "ready";
  host.answer = (_, { watch }) => view(watch, 1);
  tabs.hostChanged();
  await turn();
  assert.equal(got.at(-1)?.type, "view");
});

test("what the host refuses is told with its reason", async () => {
  const { tabs, host, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  host.answer = () => {
    throw new HostError({ code: -32003, message: "", data: { reason: "record_changed" } });
  };
  await tabs.act(watcher, { type: "act", watch: 1, action: "start", record: record("2"), visitorId: "v2" });
  assert.deepEqual(got.at(-1), { type: "notice", watch: 1, reason: "record_changed" });
  await tabs.watch(watcher, 2, record("2"), "v2");
  assert.deepEqual(got.at(-1), { type: "refused", watch: 2, reason: "record_changed" });
});

test("what is told of a watch has the page's number of it", async () => {
  const { tabs, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  await tabs.watch(watcher, 2, record("2"), "v2");
  assert.deepEqual(got.map((message) => message.type === "view" && message.watch), [1, 2]);
});

test("an act on a former watch is not passed on, and is answered", async () => {
  const { tabs, host, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  await tabs.watch(watcher, 2, record("2"), "v2");
  await tabs.act(watcher, { type: "act", watch: 1, action: "start", record: record("2"), visitorId: "v2" });
  assert.ok(host.asked.every(([method]) => method !== "record.act"));
  assert.deepEqual(got.at(-1), { type: "notice", watch: 2, reason: "record_changed" });
});

test("an act that a worker gets before it knows the page is answered with the first view that says something", async () => {
  const { tabs, host, got, watcher } = setUp();
  host.answer = (_, { watch }) => view(watch, 1, { face: "checking" });
  await tabs.act(watcher, { type: "act", watch: 7, action: "start", record: record("1"), visitorId: "v1" });
  await tabs.watch(watcher, 8, record("1"), "v1");
  assert.deepEqual(got.map(({ type }) => type), ["view"]);
  tabs.take(view(watcher.watch, 2));
  tabs.take(view(watcher.watch, 3));
  assert.deepEqual(got.map(({ type }) => type), ["view", "view", "notice", "view"]);
  assert.deepEqual(got[2], { type: "notice", watch: 8, reason: "not_possible_now" });
  assert.ok(host.asked.every(([method]) => method !== "record.act"));
});

const session = (id: string) => ({ id, record: record("1"), key: "v1", keyKind: "visitor" as const, since: "" });

test("a choice in the popup is done on what the popup showed, or not at all", async () => {
  const { tabs, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  const shown = { type: "do" as const, tab: 1, watch: watcher.watch, session: "", action: "start" as const };
  assert.equal(tabs.choose(shown), null);
  assert.deepEqual(got.at(-1), { type: "do", watch: 1, action: "start", session: "" });
  tabs.take(view(watcher.watch, 2, { session: session("s1") }));
  const before = got.length;
  assert.equal(tabs.choose(shown), "record_changed", "a session since");
  await tabs.watch(watcher, 2, record("2"), "v2");
  assert.equal(tabs.choose(shown), "record_changed", "another customer");
  assert.equal(tabs.choose({ ...shown, tab: 9 }), "record_changed", "no page");
  assert.deepEqual(got.slice(before).map(({ type }) => type), ["view"]);
});

test("a viewer is opened again for whom it was opened, or not at all", async () => {
  const { tabs, host, got, watcher } = setUp();
  host.answer = (method, { watch }) => (method === "record.watch" ? view(watch, 1, { session: session("s1") }) : {});
  await tabs.watch(watcher, 1, record("1"), "v1");
  const meant = meantBy(watcher);
  await tabs.watch(watcher, 2, record("1"), "v1");
  assert.equal(tabs.openAgain(1, meant), null, "the same, watched anew");
  assert.deepEqual(got.at(-1), { type: "do", watch: 2, action: "open", session: "s1" });
  const before = got.length;
  tabs.take(view(watcher.watch, 2, { session: session("s2") }));
  assert.equal(tabs.openAgain(1, meant), "changed", "another session");
  await tabs.watch(watcher, 3, record("2"), "v2");
  assert.equal(tabs.openAgain(1, meant), "changed", "another customer");
  await tabs.watch(watcher, 4, null, "");
  assert.equal(tabs.openAgain(1, meant), "gone");
  assert.deepEqual(got.slice(before).map(({ type }) => type), ["view", "view"]);
});

test("of several records in a tab the one counts that the agent used last, or was named", async () => {
  const { tabs, got, watcher } = setUp();
  const second = tabs.add(1, "https://crm.example", watcher.post);
  await tabs.watch(watcher, 1, record("1"), "v1");
  assert.equal(tabs.inTab(1), watcher);
  assert.deepEqual(tabs.regions(1), [], "one is no choice");
  await tabs.watch(second, 2, { ...record("2"), title: "Walter" }, "v2");
  assert.equal(tabs.inTab(1), null, "none was used");
  assert.deepEqual(tabs.regions(1).map(({ name }) => name), ["Vera", "Walter"]);
  assert.equal(tabs.inTab(1, second.watch), second, "named");
  tabs.use(watcher);
  tabs.use(second);
  assert.equal(tabs.inTab(1), second);
  assert.equal(tabs.choose({ type: "do", tab: 1, watch: watcher.watch, session: "", action: "start" }), null);
  assert.deepEqual(got.at(-1), { type: "do", watch: 1, action: "start", session: "" }, "the one that the popup showed");
  await tabs.watch(second, 3, null, "");
  assert.equal(tabs.inTab(1), watcher, "only one is left");
  const before = got.length;
  tabs.tell({ type: "rules" });
  assert.equal(got.length, before + 1, "a page is told once");
});

test("an act about which a frame disagrees is not passed on", async () => {
  const { tabs, host, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  await tabs.act(watcher, { type: "act", watch: 1, action: "start", record: record("1"), visitorId: "v1" }, "record_changed");
  assert.deepEqual(got.at(-1), { type: "notice", watch: 1, reason: "record_changed" });
  assert.ok(!host.asked.some(([method]) => method === "record.act"));
});

test("sessions are unfinished until their record shows another state", () => {
  const key = recordKey(record("1"));
  const running = after([], key, view("w", 1, { face: "joined", session: session("s1"), unfinished: "s1" }), 1_000);
  assert.deepEqual(running.map(({ id }) => id), ["s1"]);
  assert.deepEqual(after(running, recordKey(record("2")), view("w", 2), 2_000).map(({ id }) => id), ["s1"], "another record");
  assert.deepEqual(after(running, key, view("w", 2), 2_000), [], "no session any more");
  assert.deepEqual(after(running, key, view("w", 2, { face: "declined" }), 2_000), [], "an outcome");
  assert.deepEqual(after(running, key, view("w", 2, { face: "present", unfinished: "s1" }), 2_000).map(({ id }) => id), ["s1"], "withdrawn here, not yet there");
  assert.deepEqual(after(running, recordKey(record("2")), view("w", 2), 90_000_000), [], "a day later");
});

test("only what was chosen in a window of the browser's counts as done there, and once", async () => {
  const { tabs, host, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  const press = async (action: "start" | "end") => {
    await tabs.act(watcher, { type: "act", watch: 1, action, record: record("1"), visitorId: "v1" });
    return (host.asked.at(-1)?.[1] as { via?: string }).via;
  };
  assert.equal(await press("start"), undefined);
  const chosen = { type: "do", tab: 1, watch: watcher.watch, session: "", action: "start" } as const;
  assert.equal(tabs.choose(chosen), null);
  assert.equal(got.at(-1)?.type, "do");
  assert.equal(await press("start"), "browser");
  assert.equal(await press("start"), undefined);
  tabs.choose(chosen);
  assert.equal(await press("end"), undefined, "another action than was chosen");
  assert.equal(await press("start"), undefined, "what was chosen is spent");
});

test("an act that counts only in the browser's own window has it opened", async () => {
  const { tabs, host, got, watcher } = setUp();
  await tabs.watch(watcher, 1, record("1"), "v1");
  let opened = 0;
  tabs.onConfirm = () => opened++;
  host.answer = () => {
    throw new HostError({ code: -32003, message: "", data: { reason: "confirm_in_browser" } });
  };
  await tabs.act(watcher, { type: "act", watch: 1, action: "start", record: record("1"), visitorId: "v1" });
  assert.equal(opened, 1);
  assert.deepEqual(got.at(-1), { type: "notice", watch: 1, reason: "confirm_in_browser" });
});
