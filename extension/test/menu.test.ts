import assert from "node:assert/strict";
import { test } from "node:test";
import { views } from "../look/views";
import { answer, offer, type Click } from "../src/background/menu";
import type { Watcher } from "../src/background/tabs";
import { faces, type View } from "../src/protocol.gen";

const page = "https://crm.example/contacts/1";
const record = { system: "crm", type: "contact", id: "1", title: "Vera", url: page };
const click = (more: Partial<Click> = {}): Click => ({ pageUrl: page, frameId: 0, ...more });
const seen = (view: Partial<View> | null, more: Partial<Watcher> = {}): Watcher =>
  ({ tab: 1, origin: "https://crm.example", post() {}, number: 1, owed: "", chosen: null, watch: "w1", record, visitorId: "v", why: "", stale: false, view: view as View | null, ...more });
const present = seen({ face: "present", actions: ["start"] });

/** What the page is told, in short. */
function told(watcher: Watcher | null, clicked = click(), url: string | undefined = page, host: "ready" | "lost" = "ready"): string {
  const messages = answer(clicked, url, host, watcher);
  return messages ? messages.map((message) => (message.type === "do" ? message.action ?? "show" : message.type === "notice" ? message.reason : message.type)).join(" ") : "popup";
}

test("each face: the button's own action where it leads to the customer, and else only the button", () => {
  const wanted: { [face: string]: string } = {
    no_key: "show", checking: "start", absent: "start", present: "start", cant_tell: "look", elsewhere: "join", presence_off: "start", not_ready: "look", refused: "show",
    asked: "show", signalling: "show", terms_sent: "show", terms_shown: "show", starting: "show", waiting: "show", confirm: "show", opening: "show",
    blocked: "open", joined: "open", late_accept: "join", lost: "open", not_there: "start", declined: "start", gone: "start", timed_out: "start", failed: "start", unknown: "join", handed_over: "start", // where they offer it
  };
  assert.deepEqual(Object.keys(wanted).sort(), [...faces].sort());
  for (const view of views) {
    const expected = wanted[view.face] === view.actions[0] ? `show ${view.actions[0]}` : "show";
    assert.equal(told(seen(view)), expected, `${view.face} ${view.actions}`);
  }
  for (const action of ["cancel", "key", "confirm", "reject", "end", "dismiss"] as const) assert.equal(told(seen({ actions: [action, "start"] })), "show", action);
});

test("a start is not to be had where the button has none", () => {
  assert.equal(told(seen({ face: "failed", actions: ["key"] })), "show");
  assert.equal(told(seen({ face: "present", actions: [] })), "show");
});

test("without a view the page shows its reason, and without a button the popup does", () => {
  assert.equal(told(seen(null)), "show");
  assert.equal(told(seen(null, { record: null, why: "two_values" })), "show");
  assert.equal(told(seen(null, { record: null })), "popup");
  assert.equal(told(null), "popup");
});

test("what was known before the host went is not acted upon", () => {
  assert.equal(told(present, click(), page, "lost"), "show");
  assert.equal(told({ ...present, stale: true }), "show");
});

test("no other contact than the one the menu was opened on", () => {
  assert.equal(told(present, click(), "https://crm.example/contacts/2"), "record_changed");
  assert.equal(told(present, click(), `${page}#/contacts/2`), "record_changed");
  assert.equal(told(present, click({ frameId: 7 })), "show");
  assert.equal(told(present, click({ linkUrl: "https://crm.example/contacts/2" })), "show");
  assert.equal(told(present, click({ linkUrl: `${page}#/contacts/2` })), "show");
  assert.equal(told(present, click({ linkUrl: page })), "show start");
  assert.equal(told(present, click({ linkUrl: "tel:+441234" })), "show start");
  assert.equal(told(present, click({ linkUrl: "https://shop.example/" })), "show start");
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
