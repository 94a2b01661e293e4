import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, readPage, type Sender } from "../src/background/router";
import type { SiteRule } from "../src/protocol.gen";

const self = { id: "abc", base: "chrome-extension://abc/" };
const page: Sender = { id: "abc", url: "https://crm.example/contacts/1", origin: "https://crm.example", frameId: 0, tab: { id: 7 } };
const join: Sender = { id: "abc", url: "chrome-extension://abc/join.html#e1", origin: "chrome-extension://abc", frameId: 0, tab: { id: 8 } };
const options: Sender = { id: "abc", url: "chrome-extension://abc/options.html#test", origin: "chrome-extension://abc", frameId: 0, tab: { id: 9 } };
const popup: Sender = { id: "abc", url: "chrome-extension://abc/popup.html", origin: "chrome-extension://abc" };

const panel: Sender = { id: "abc", url: "chrome-extension://abc/panel.html", origin: "chrome-extension://abc" };
const frame: Sender = { ...page, frameId: 3, tab: { id: 7, url: "https://crm.example/console" } };

test("a sender is judged before anything it says", () => {
  assert.deepEqual(judge("page", frame, self), { as: "page", tab: 7, frame: 3, origin: "https://crm.example", top: "https://crm.example/console" });
  assert.deepEqual(judge("page", { ...frame, url: "about:srcdoc#x" }, self), { as: "page", tab: 7, frame: 3, origin: "https://crm.example", top: "https://crm.example/console" });
  assert.deepEqual(judge("page", page, self), { as: "page", tab: 7, frame: 0, origin: "https://crm.example", top: "" });
  assert.deepEqual(judge("join", join, self), { as: "join", tab: 8, effect: "e1" });
  assert.deepEqual(judge("popup", popup, self), { as: "popup" });
  assert.deepEqual(judge("panel", panel, self), { as: "panel" });
  assert.deepEqual(judge("options", options, self), { as: "options" });
  const refused: [string, string, Sender | undefined][] = [
    ["no sender", "page", undefined],
    ["another extension", "page", { ...page, id: "evil" }],
    ["no id", "page", { ...page, id: undefined }],
    ["a frame below a page that is not known", "page", { ...page, frameId: 3 }],
    ["a frame of plain http", "page", { ...frame, url: "http://crm.example/", origin: "http://crm.example" }],
    ["a frame below a page of plain http", "page", { ...frame, tab: { id: 7, url: "http://crm.example/" } }],
    ["a frame of another origin than its address", "page", { ...frame, origin: "https://evil.example" }],
    ["a frame without an address and with nobody's origin", "page", { ...frame, url: "about:blank", origin: "null" }],
    ["a frame without an address, and an origin that is not told", "page", { ...frame, url: "about:srcdoc", origin: undefined }],
    ["a frame of a text", "page", { ...frame, url: "data:text/html,x", origin: "null" }],
    ["a frame's number that is none", "page", { ...frame, frameId: 1.5 }],
    ["no frame id", "page", { ...page, frameId: undefined }],
    ["no tab", "page", { ...page, tab: undefined }],
    ["plain http", "page", { ...page, url: "http://crm.example/", origin: "http://crm.example" }],
    ["no address", "page", { ...page, url: undefined }],
    ["an opaque origin", "page", { ...page, origin: "null" }],
    ["another origin than its address", "page", { ...page, origin: "https://evil.example" }],
    ["a page as the popup", "popup", page],
    ["a page as the side panel", "panel", page],
    ["the popup as the side panel", "panel", popup],
    ["the side panel as the popup", "popup", panel],
    ["the side panel with a query", "panel", { ...panel, url: "chrome-extension://abc/panel.html?x" }],
    ["another extension's side panel", "panel", { ...panel, id: "evil", url: "chrome-extension://evil/panel.html" }],
    ["a page as the options", "options", page],
    ["the popup as the options", "options", popup],
    ["the viewer's page as the options", "options", join],
    ["the options in a frame", "options", { ...options, frameId: 2 }],
    ["another extension's options", "options", { ...options, id: "evil", url: "chrome-extension://evil/options.html" }],
    ["the options with a query", "options", { ...options, url: "chrome-extension://abc/options.html?x" }],
    ["a page as the viewer's page", "join", page],
    ["the popup as the viewer's page", "join", { ...join, url: popup.url }],
    ["the viewer's page as the popup", "popup", join],
    ["the viewer's page in a frame", "join", { ...join, frameId: 1 }],
    ["the viewer's page without an order", "join", { ...join, url: "chrome-extension://abc/join.html" }],
    ["the viewer's page with a query", "join", { ...join, url: "chrome-extension://abc/join.html?x#e1" }],
    ["an overlong order", "join", { ...join, url: `chrome-extension://abc/join.html#${"e".repeat(101)}` }],
    ["a broken order", "join", { ...join, url: "chrome-extension://abc/join.html#%E0%A4%A" }],
    ["an unknown name", "other", page],
    ["an extension's page as a page", "page", { ...popup, frameId: 0, tab: { id: 1 } }],
  ];
  for (const [what, name, sender] of refused) assert.equal(judge(name, sender, self), null, what);
});

const rule: SiteRule = { id: "crm", name: "CRM", matches: ["https://crm.example/*"], from: "administrator", active: true, objects: [{ type: "contact", path: "/contacts/:id", visitorId: [], recordId: [], title: [], anchor: { selector: "h1", side: "after" } }] };
const record = { system: "crm", type: "contact", id: "1", title: "Vera", url: "https://crm.example/contacts/1" };
const origin = "https://crm.example";

test("a page may say where the agent put its docked button, and that it stopped a start", () => {
  const dock = { right: true, bottom: false, x: 0, y: 10_000 };
  assert.deepEqual(readPage({ type: "dock", dock: { ...dock, extra: 1 } }, origin, null), { type: "dock", dock });
  for (const wrong of [undefined, null, 7, {}, { ...dock, right: 1 }, { ...dock, bottom: undefined }, { ...dock, x: -1 }, { ...dock, x: 1.5 }, { ...dock, y: 10_001 }, { ...dock, y: "1" }, { ...dock, x: NaN }]) {
    assert.equal(readPage({ type: "dock", dock: wrong }, origin, rule), null, JSON.stringify(wrong));
  }
  assert.deepEqual(readPage({ type: "stopped", watch: 3, why: "dropped" }, origin, rule), { type: "stopped", watch: 3 });
  for (const watch of [undefined, -1, 1.5, "1"]) assert.equal(readPage({ type: "stopped", watch }, origin, rule), null);
});

test("a page may say three things", () => {
  assert.deepEqual(readPage({ type: "page", url: record.url }, origin, null), { type: "page", url: record.url });
  assert.deepEqual(readPage({ type: "watch", watch: 1, record, visitorId: "v" }, origin, rule), { type: "watch", watch: 1, record, visitorId: "v" });
  assert.deepEqual(readPage({ type: "watch", watch: 1, record: null, visitorId: "" }, origin, null), { type: "watch", watch: 1, record: null, visitorId: "" });
  assert.deepEqual(readPage({ type: "watch", watch: 1, record: null, visitorId: "x", why: "two_values" }, origin, null), { type: "watch", watch: 1, record: null, visitorId: "", why: "two_values" });
  assert.deepEqual(readPage({ type: "watch", watch: 1, record: null, why: "<b>anything</b>" }, origin, null), { type: "watch", watch: 1, record: null, visitorId: "" });
  const act = { type: "act", watch: 1, action: "start", record, visitorId: "v" };
  assert.deepEqual(readPage(act, origin, rule), act);
  assert.deepEqual(readPage({ ...act, key: "4821", session: "s" }, origin, rule), { ...act, key: "4821", session: "s" });
  assert.deepEqual(readPage({ ...act, extra: "dropped" }, origin, rule), act);
});

test("a page names the region that it speaks of, attends to one, and answers whose a click was", () => {
  const watch = { type: "watch", watch: 3, region: 8, record, visitorId: "v" };
  assert.deepEqual(readPage(watch, origin, rule), watch);
  for (const region of [9, -1, 0.5, "1", null]) assert.equal(readPage({ ...watch, region }, origin, rule), null, String(region));
  assert.deepEqual(readPage({ type: "used", watch: 3, more: 1 }, origin, rule), { type: "used", watch: 3 });
  assert.equal(readPage({ type: "used", watch: -3 }, origin, rule), null);
  assert.deepEqual(readPage({ type: "chosen", choice: 1, watch: 0, why: "two_values" }, origin, rule), { type: "chosen", choice: 1, watch: 0, why: "two_values" });
  assert.deepEqual(readPage({ type: "chosen", choice: 1, watch: 4, why: "<b>" }, origin, rule), { type: "chosen", choice: 1, watch: 4 });
});

test("a frame answers for as many fields as it was given, and no more", () => {
  const answer = { values: ["v1"], hidden: false, many: false };
  const fields = { type: "fields", ask: 0, way: [1, 0], drawn: 2, answers: [answer, { ...answer, values: [] }] };
  assert.deepEqual(readPage(fields, origin, null, 2), fields);
  assert.deepEqual(readPage({ ...fields, answers: [{ values: ["v1"], hidden: "yes", extra: 1 }] }, origin, null, 1), { ...fields, answers: [answer] });
  const refused: [string, unknown, number][] = [
    ["none were given", fields, 0], ["fewer were given", fields, 1], ["more were given", fields, 3], ["three values", { ...fields, answers: [answer, { ...answer, values: ["1", "2", "3"] }] }, 2],
    ["a long value", { ...fields, answers: [answer, { ...answer, values: ["v".repeat(2_001)] }] }, 2], ["a value that is no text", { ...fields, answers: [answer, { ...answer, values: [{}] }] }, 2],
    ["no answer", { ...fields, answers: [answer, null] }, 2], ["a long way", { ...fields, way: Array(11).fill(0) }, 2], ["a way that is none", { ...fields, way: ["0"] }, 2], ["no way", { ...fields, way: undefined }, 2], ["no number", { ...fields, drawn: NaN }, 2],
  ];
  for (const [what, message, given] of refused) assert.equal(readPage(message, origin, null, given), null, what);
});

test("what a page says is bounded and of its own site", () => {
  const watch = { type: "watch", watch: 1, record, visitorId: "v" };
  const act = { ...watch, type: "act", action: "start" };
  const refused: [string, unknown][] = [
    ["nothing", null], ["a text", "watch"], ["a number", 1], ["a list", []],
    ["another type", { ...watch, type: "join.ticket" }], ["a type from the prototype", { type: "toString" }],
    ["a foreign page", { type: "page", url: "https://evil.example/" }], ["no page", { type: "page" }], ["a long page", { type: "page", url: origin + "/" + "x".repeat(8000) }],
    ["a long visitor id", { ...watch, visitorId: "v".repeat(64) }], ["a visitor id that is no text", { ...watch, visitorId: { length: 1 } }],
    ["another system", { ...watch, record: { ...record, system: "other" } }], ["another type of record", { ...watch, record: { ...record, type: "case" } }],
    ["no record id", { ...watch, record: { ...record, id: "" } }], ["a long record id", { ...watch, record: { ...record, id: "1".repeat(201) } }],
    ["a long title", { ...watch, record: { ...record, title: "t".repeat(201) } }], ["a foreign address", { ...watch, record: { ...record, url: "https://evil.example/" } }],
    ["a script address", { ...watch, record: { ...record, url: "javascript:alert(1)" } }], ["a missing field", { ...watch, record: { ...record, url: undefined } }],
    ["an unknown action", { ...act, action: "delete" }], ["no action", { ...act, action: undefined }], ["a long key", { ...act, key: "1".repeat(64) }], ["a key that is no text", { ...act, key: 4821 }],
    ["a long session", { ...act, session: "s".repeat(101) }], ["a watch without a number", { ...watch, watch: undefined }], ["a number that is none", { ...act, watch: "1" }], ["an act without a record", { ...act, record: null }],
  ];
  for (const [what, message] of refused) assert.equal(readPage(message, origin, rule), null, what);
  assert.equal(readPage(watch, origin, null), null, "no rule fits the page");
});
