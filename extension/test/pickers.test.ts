import assert from "node:assert/strict";
import { test } from "node:test";
import { Pickers } from "../src/background/picker";
import { saveRule, type Decided } from "../src/background/saverule";
import { HostError, type HostPort } from "../src/background/port";
import type { Draft } from "../src/picker/draft";
import { fresh, openedOf } from "../src/picker/draft";
import type { FromPicker, PickerState, ToPicker } from "../src/picker/says";
import type { SiteRule } from "../src/protocol.gen";
import { fakeChrome } from "./fakechrome";
import "./urlpattern";

const address = "https://crm.example/contacts/1";
const settle = () => new Promise((done) => setTimeout(done, 5));

const starter: SiteRule = {
  id: "sold", name: "Sold", matches: ["https://*.example/*"], unverified: true, from: "starter", active: false, environment: "sandbox",
  objects: [{ type: "contact", path: "/contacts/:id", visitorId: [{ label: "V" }], recordId: [{ path: "id" }], title: [{ selector: "h1" }], anchor: { selector: "h1", side: "after" } }],
};

function setUp({ rules = [] as SiteRule[], personRules = true, environments = [] as string[] } = {}) {
  const state = fakeChrome();
  state.tabs.set(7, { id: 7, url: address, windowId: 1, index: 0 });
  const saved: ({ draft: Draft } & Decided)[] = [];
  const make = () => new Pickers({
    config: async () => ({ rules, keyPattern: "", personRules, environments }),
    save: async (draft, _, decided) => (saved.push({ draft, ...decided }), { id: "crm" }),
    changed: () => {},
  });
  return { state, saved, make, pickers: make() };
}

/** A frame's script as the worker sees it, with what it was told. */
function frame(pickers: Pickers, url = address, number = 0, tab = 7) {
  const told: ToPicker[] = [];
  let hear: (message: unknown) => void = () => {};
  let go = () => {};
  const port = { postMessage: (message: ToPicker) => void told.push(structuredClone(message)), onMessage: { addListener: (it: typeof hear) => (hear = it) }, onDisconnect: { addListener: (it: typeof go) => (go = it) } };
  void pickers.serve(port as unknown as chrome.runtime.Port, tab, number, url);
  return {
    told,
    say: async (message: FromPicker) => (hear(message), settle()),
    go: () => go(),
    get last(): PickerState | undefined {
      const last = told.findLast(({ type }) => type === "state");
      return last?.type === "state" ? last.state : undefined;
    },
  };
}

test("a picker begins when its site is granted, and for no other page", async () => {
  const { state, pickers } = setUp();
  await pickers.begin(7, address, "");
  assert.deepEqual([state.injected, await pickers.at(7)], [[], false]);
  const early = frame(pickers);
  await settle();
  assert.deepEqual(early.told, [{ type: "leave" }]);
  state.granted.add("https://crm.example/*");
  await pickers.granted();
  assert.deepEqual([state.injected, await pickers.at(7)], [["tab 7"], true]);
  const other = frame(pickers, "https://else.example/");
  await settle();
  assert.deepEqual(other.told, [{ type: "leave" }]);
});

test("nobody begins one where rules of one's own are forbidden, on a page without https, or for an administrator's", async () => {
  const tried: [string, string, Parameters<typeof setUp>[0]][] = [[address, "", { personRules: false }], ["http://crm.example/", "", {}], [address, "sold", { rules: [{ ...starter, from: "administrator" }] }], [address, "none such", {}]];
  for (const [url, rule, more] of tried) {
    const { state, pickers } = setUp(more);
    state.granted.add("https://crm.example/*");
    await pickers.begin(7, url, rule);
    assert.equal(await pickers.at(7), false, `${url} ${rule}`);
  }
});

test("what was shown outlives the page and the worker, and goes along to the site's next page", async () => {
  const { state, pickers, make } = setUp();
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const top = frame(pickers);
  await settle();
  await top.say({ type: "picked", part: "title", fields: [{ selector: "h1" }] });
  assert.equal(top.last?.draft.step, "visitorId");
  top.go();
  await settle();
  assert.deepEqual(state.scripts.get("picker")?.matches, ["https://crm.example/*"]);
  const again = make();
  const next = frame(again, "https://crm.example/contacts/2");
  await settle();
  assert.deepEqual([next.last?.draft.step, next.last?.draft.title], ["visitorId", [{ field: { selector: "h1" } }]]);
  await again.end(7);
  assert.deepEqual([next.told.at(-1), await again.at(7), state.scripts.has("picker")], [{ type: "leave" }, false, false]);
});

test("a picker ends with its tab", async () => {
  const { state, pickers } = setUp();
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const top = frame(pickers);
  await settle();
  state.tabs.delete(7);
  top.go();
  await settle();
  assert.deepEqual([await pickers.at(7), state.scripts.has("picker")], [false, false]);
});

test("what is pointed at in a frame is looked for there, and answers of frames that differ are two", async () => {
  const { state, pickers } = setUp();
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const [top, inner, other] = [frame(pickers), frame(pickers, "https://crm.example/frame/vera-1", 3), frame(pickers, "https://crm.example/frame/vera-1", 4)];
  await settle();
  await top.say({ type: "picked", part: "title", fields: [{ selector: "h1" }] });
  await inner.say({ type: "picked", part: "visitorId", fields: [{ label: "V" }, { path: "id" }], value: "vera-1" });
  assert.deepEqual(top.last?.draft.visitorId, [{ field: { label: "V", frame: "https://crm.example/frame/*" } }]);
  const found = (visitor: string | null) => ({ type: "found" as const, url: address, fits: true, anchored: true, found: { title: [null], visitorId: [visitor === null ? null : { kind: "value" as const, value: visitor }], recordId: [] } });
  await top.say(found(null));
  await inner.say(found("v1"));
  assert.deepEqual(top.last?.reading?.found.visitorId, [{ kind: "value", value: "v1" }]);
  await other.say(found("v2"));
  assert.deepEqual(top.last?.reading?.found.visitorId, [{ kind: "two" }]);
  await inner.say({ type: "save", name: "x", confirm: true });
  assert.equal(top.last?.saving, false, "a frame saves nothing");
});

test("the site of a frame that was pointed at is asked for, and reached once it is granted", async () => {
  const { state, pickers } = setUp();
  const site = "https://forms.example/*";
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const top = frame(pickers);
  await settle();
  assert.deepEqual([await pickers.lacking(7), top.last?.frames], [[], []]);
  await top.say({ type: "frames", site });
  assert.deepEqual(await pickers.lacking(7), [site]);
  state.injected.length = 0;
  state.granted.add(site);
  await pickers.granted();
  assert.deepEqual([state.injected, await pickers.lacking(7)], [["tab 7"], []]);
  const inner = frame(pickers, "https://forms.example/record/1001", 3);
  await settle();
  assert.deepEqual(top.last?.frames, ["forms.example"]);
  await top.say({ type: "picked", part: "title", fields: [{ selector: "h1" }] });
  await inner.say({ type: "picked", part: "visitorId", fields: [{ label: "V" }] });
  assert.deepEqual(state.scripts.get("picker")?.matches, ["https://crm.example/*", site], "the next record's frame has it too");
});

test("a record counts only as it was seen when that was said", async () => {
  const { state, pickers, saved } = setUp({ rules: [starter] });
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "sold");
  const top = frame(pickers);
  await settle();
  assert.deepEqual([top.last?.draft.step, top.last?.draft.site], ["records", "https://crm.example/*"]);
  const show = (id: string, title: string, visitor: string) => top.say({ type: "found", url: address, fits: true, anchored: true, found: { title: [{ kind: "value", value: title }], visitorId: [{ kind: "value", value: visitor }], recordId: [{ kind: "value", value: id }] } });
  const agree = (values: object) => top.say({ type: "agree", chosen: {}, values, page: '{"url":"https://crm.example/contacts/value-1","visitorId":"value-2"}' });
  await show("1", "Vera", "v1");
  await agree({ title: "Vera", visitorId: "another", recordId: "1" });
  assert.equal(top.last?.draft.seen.length, 0);
  await agree({ title: "Vera", visitorId: "v1", recordId: "1" });
  await show("2", "Otto", "v2");
  await agree({ title: "Otto", visitorId: "v2", recordId: "2" });
  assert.deepEqual(top.last?.draft.seen.map(({ id }) => id), ["1", "2"]);
  await top.say({ type: "save", name: "Ours", confirm: true });
  assert.deepEqual([saved[0]?.draft.name, saved[0]?.confirm, top.last?.draft.step], ["Ours", true, "saved"]);
});

const decided: Decided = { confirm: true, environment: "" };
const host = (answer: (method: string, params: { text?: string; id?: string }) => unknown) => ({ request: async (method: string, params: object) => answer(method, params) }) as unknown as HostPort;

test("a starter rule is confirmed in a file of the person's own, with its environment and this site only", async () => {
  let text = "";
  const draft: Draft = { ...fresh("https://crm.example/*", "Sold"), base: "sold", step: "records", type: "contact", path: "/contacts/:id" };
  const done = await saveRule(host((_, params) => ((text = params.text ?? ""), { id: "sold-confirmed" })), [starter], draft, [], decided);
  assert.deepEqual(done, { id: "sold-confirmed" });
  const { id, matches, environment, unverified, starter: of } = JSON.parse(text);
  assert.deepEqual([id, matches, environment, unverified, of], ["sold-confirmed", ["https://crm.example/*"], "sandbox", undefined, "sold"]);
});

/** What is asked of the host and written when a draft of a starter's is saved. */
async function savedWith(rules: SiteRule[], draft: Draft, environment = ""): Promise<{ asked: string[]; id: string; paths: string[]; environment?: string }> {
  const asked: string[] = [];
  let text = "";
  const file = { id: "sold-confirmed", name: "Sold", matches: ["https://crm.example/*"], starter: "sold", confirmed: { agreed: 2, of: 2, on: "2026-11-20" }, objects: starter.objects };
  await saveRule(host((method, params) => (asked.push(method), method === "rules.get" ? { text: JSON.stringify(file) } : ((text = params.text ?? ""), { id: "x" }))), rules, draft, [], { confirm: true, environment });
  const { id, objects, ...rest } = JSON.parse(text) as SiteRule;
  return { asked, id, paths: objects.map(({ path }) => path), ...(rest.environment ? { environment: rest.environment } : {}) };
}

const own: SiteRule = { ...starter, id: "sold-confirmed", matches: ["https://crm.example/*"], starter: "sold", from: "person", active: true };
const lead: Draft = { ...fresh("https://crm.example/*", "Sold"), base: "sold", step: "records", type: "lead", path: "/leads/:id" };

test("a further kind of a starter's goes into the rule that the first was confirmed with, and another site gets a rule of its own", async () => {
  assert.deepEqual(await savedWith([own, starter], lead), { asked: ["rules.get", "rules.save"], id: "sold-confirmed", paths: ["/contacts/:id", "/leads/:id"] });
  const beside = await savedWith([own, { ...starter, environment: undefined as never }], { ...lead, site: "https://test.example/*" }, "sandbox");
  assert.deepEqual(beside, { asked: ["rules.save"], id: "sold-confirmed-2", paths: ["/leads/:id"], environment: "sandbox" });
});

test("where there are environments nothing is saved before one is named, and none but those", async () => {
  const plainly = { ...starter, environment: undefined as never };
  for (const [rules, rule] of [[[], ""], [[plainly], "sold"]] as [SiteRule[], string][]) {
    const { state, pickers, saved } = setUp({ rules, environments: ["sandbox", "test"] });
    state.granted.add("https://crm.example/*");
    await pickers.begin(7, address, rule);
    const top = frame(pickers);
    await settle();
    assert.deepEqual(top.last?.environments, ["sandbox", "test"]);
    await top.say({ type: "save", name: "x", confirm: false });
    await top.say({ type: "save", name: "x", confirm: false, environment: "production" });
    assert.equal(saved.length, 0);
    await top.say({ type: "save", name: "x", confirm: false, environment: "test" });
    await top.say({ type: "save", name: "x", confirm: false, environment: "" });
    assert.deepEqual(saved.map(({ environment }) => environment), ["test", ""]);
  }
});

test("a rule that says its environment is asked for none, nor one that says it is the settings' own", async () => {
  for (const rules of [[starter], [own, starter]]) {
    const { state, pickers, saved } = setUp({ rules, environments: ["sandbox"] });
    state.granted.add("https://crm.example/*");
    await pickers.begin(7, address, "sold");
    const top = frame(pickers);
    await settle();
    assert.deepEqual(top.last?.environments, []);
    await top.say({ type: "save", name: "x", confirm: true, environment: "sandbox" });
    assert.deepEqual(saved.map(({ environment }) => environment), [""], "what a page says of it counts for nothing");
  }
});

test("of several kinds at one address the one is confirmed whose signs the page shows", async () => {
  const [contact] = starter.objects;
  const kinds = { ...starter, objects: [{ ...contact!, type: "user", shows: [{ text: "User" }] }, { ...contact!, type: "group", shows: [{ text: "Group" }] }] };
  for (const [shown, type] of [[1, "group"], [-1, "user"]] as const) {
    const { state, pickers } = setUp({ rules: [kinds] });
    const { executeScript } = chrome.scripting;
    chrome.scripting.executeScript = (async (injection: { target: { tabId: number }; func?: unknown }) => (injection.func ? [{ result: shown }] : executeScript(injection as never))) as never;
    state.granted.add("https://crm.example/*");
    await pickers.begin(7, address, "sold");
    const top = frame(pickers);
    await settle();
    assert.deepEqual([top.last?.draft.type, top.last?.draft.rest.shows?.length], [type, 1]);
  }
});

test("a further address of a type has the steps of the others of its type", async () => {
  const [contact] = starter.objects;
  const base: SiteRule = { ...starter, id: "ours", from: "person", objects: [{ ...contact!, path: "/people/:id", normalise: { after: "ID:" }, derive: { hash: "md5" } }] };
  const { state, pickers } = setUp({ rules: [base] });
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "ours");
  const top = frame(pickers);
  await settle();
  for (const part of ["title", "visitorId"] as const) await top.say({ type: "picked", part, fields: [{ selector: "h1" }] });
  await top.say({ type: "address", address: { path: "/contacts/:id", search: "", hash: "" }, field: { path: "id" } });
  await top.say({ type: "named", name: "contact" });
  assert.deepEqual(top.last?.draft.rest, { normalise: { after: "ID:" }, derive: { hash: "md5" } });
});

test("a record that was opened and did not count is among those that were opened", async () => {
  const { state, pickers } = setUp({ rules: [starter] });
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "sold");
  const top = frame(pickers);
  await settle();
  const value = (text: string) => [{ kind: "value" as const, value: text }];
  const show = (id: string, title: string, visitor: string, fits = true) => top.say({ type: "found", url: address, fits, anchored: true, found: { title: value(title), visitorId: value(visitor), recordId: value(id) } });
  await show("1", "Vera", "v1");
  await top.say({ type: "agree", chosen: {}, values: { title: "Vera", visitorId: "v1", recordId: "1" }, page: "{}" });
  await show("2", "Otto", "");
  await show("list", "", "", false);
  await show("3", "Nora", "v3");
  await top.say({ type: "agree", chosen: {}, values: { title: "Nora", visitorId: "v3", recordId: "3" }, page: "{}" });
  assert.deepEqual([top.last?.draft.seen.length, openedOf(top.last!.draft)], [2, 3]);
  await show("4", "Ines", "v4");
  assert.equal(openedOf(top.last!.draft), 3, "the one that is open is not left yet");
});

test("a frame is told what it looks for, and no customer's values", async () => {
  const { state, pickers } = setUp({ rules: [starter] });
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "sold");
  const [top, inner] = [frame(pickers), frame(pickers, "https://crm.example/frame", 3)];
  await settle();
  const value = (text: string) => [{ kind: "value" as const, value: text }];
  const show = (id: string, title: string, visitor: string) => top.say({ type: "found", url: address, fits: true, anchored: true, found: { title: value(title), visitorId: value(visitor), recordId: value(id) } });
  await show("r-1", "Vera", "v-1");
  await top.say({ type: "agree", chosen: {}, values: { title: "Vera", visitorId: "v-1", recordId: "r-1" }, page: "{}" });
  await show("r-2", "Otto", "v-2");
  assert.match(JSON.stringify(top.last), /Vera.*v-1.*Otto/);
  assert.deepEqual(inner.last?.draft.visitorId, [{ field: { label: "V" } }]);
  assert.doesNotMatch(JSON.stringify(inner.told), /Vera|Otto|[vr]-\d/);
});

test("of many records that agree no more pages are kept than a rule takes; one that is said twice is one, and one that is too large none", async () => {
  const { state, pickers } = setUp({ rules: [starter] });
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "sold");
  const top = frame(pickers);
  await settle();
  const value = (text: string) => [{ kind: "value" as const, value: text }];
  const kept = () => (state.areas.session.get("picker") as [number, { examples: unknown[]; draft: Draft }][])[0]![1];
  for (let n = 1; n <= 15; n++) {
    const [title, visitorId, recordId] = [`T${n}`, `v${n}`, `${n}`];
    await top.say({ type: "found", url: address, fits: true, anchored: true, found: { title: value(title), visitorId: value(visitorId), recordId: value(recordId) } });
    const agree: FromPicker = { type: "agree", chosen: {}, values: { title, visitorId, recordId }, page: n === 2 ? "" : "{}" };
    await Promise.all([top.say(agree), top.say(agree)]);
    if (n <= 2) assert.deepEqual([kept().draft.seen.length, kept().examples.length], [n, 1]);
  }
  assert.deepEqual([kept().draft.seen.length, kept().examples.length], [15, 12]);
});

test("why a rule was not saved is told: the host's mistake, its refusal, or that there is none", async () => {
  const draft = fresh("https://crm.example/*", "CRM");
  assert.deepEqual(await saveRule(host(() => ({ mistake: "line 3: no" })), [], draft, [], decided), { wrong: "line 3: no" });
  assert.deepEqual(await saveRule(host(() => { throw new HostError({ code: -32000, message: "not allowed" }); }), [], draft, [], decided), { wrong: "not allowed" });
  assert.deepEqual(await saveRule(host(() => { throw new Error(""); }), [], draft, [], decided), { wrong: "away" });
});
