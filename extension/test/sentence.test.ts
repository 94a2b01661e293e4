import assert from "node:assert/strict";
import { test } from "node:test";
import messages from "../_locales/en/messages.json";
import { sourceOf } from "../look/messagesource";
import type { PopupStatus } from "../src/messages";
import { kindOf, offerOf, pageSentence, siteOf } from "../src/popup/sentence";
import { Words } from "../src/words";

const words = new Words(sourceOf(messages));
const rule: NonNullable<PopupStatus["rule"]> = { id: "crm", name: "CRM", origins: ["https://*.crm.example/*"], granted: true, active: true, from: "person" };
const view = { watch: "w1", revision: 1, face: "absent", presence: "absent", actions: [] } as unknown as NonNullable<PopupStatus["view"]>;
const good = { url: "https://a.crm.example/contacts/1", host: "ready", rule, rules: 1, frames: [], personRules: true, picking: false, view, why: "", visitorId: "vera-1", regions: [], mistakes: [] } as unknown as PopupStatus;

/** What is said and offered, where the status differs from a good one so far. */
const said = (more: Partial<PopupStatus>) => [pageSentence({ ...good, ...more }, words), offerOf({ ...good, ...more })] as const;

test("a page is told apart by its address", () => {
  const kinds = ["https://crm.example/", "http://crm.example/", "file:///a.html", "chrome://settings", "about:blank", "", "https://chromewebstore.google.com/detail/x", "https://addons.mozilla.org/", "https://x.example/a.PDF", "moz-extension://x/options.html"].map(kindOf);
  assert.deepEqual(kinds, ["site", "http", "file", "browser", "browser", "browser", "store", "store", "document", "browser"]);
});

test("one sentence says which rule and which value", () => {
  assert.deepEqual(said({}), ["This page belongs to the rule “CRM”, and the customer’s visitor ID is vera-1.", ""]);
  assert.match(said({ visitorId: "" })[0], /has no visitor ID: ask/);
});

test("or why there is nothing, and what is offered", () => {
  assert.deepEqual(said({ picking: true }), ["You are showing where the customer is on this page: follow the steps in the page.", "stop"]);
  assert.deepEqual([said({ picking: true, frames: ["https://f.example/*"] })[1], /pointed at comes from f\.example/.test(said({ picking: true, frames: ["https://f.example/*"] })[0])], ["frames", true]);
  assert.match(said({ rule: null })[0], /No site rule names this page.*press Add this site/);
  assert.equal(said({ rule: null })[1], "add");
  assert.deepEqual([said({ rule: null, personRules: false })[1], /ask your administrator/.test(said({ rule: null, personRules: false })[0])], ["", true]);
  assert.deepEqual(said({ rule: { ...rule, name: "Salesforce", active: false, from: "starter" } }), ["Salesforce: not yet confirmed on this site, so there is no button. Open a customer’s record and press Confirm.", "confirm"]);
  assert.deepEqual(said({ rule: { ...rule, name: "Zendesk", active: false, from: "starter", kind: true } }), ["Zendesk: this kind of record is not yet confirmed on this site, so there is no button here. Press Confirm.", "confirm"]);
  assert.match(said({ rule: { ...rule, active: false } })[0], /is a draft.*press Confirm/);
  assert.deepEqual([said({ rule: { ...rule, active: false, from: "administrator" } })[1], said({ rule: { ...rule, active: false }, personRules: false })[1]], ["", ""]);
  assert.deepEqual([said({ rule: { ...rule, granted: false } })[1], /off on crm\.example/.test(said({ rule: { ...rule, granted: false } })[0])], ["grant", true]);
  assert.deepEqual([said({ frames: ["https://f.example/*"] })[1], /comes from f\.example/.test(said({ frames: ["https://f.example/*"] })[0])], ["frames", true]);
  assert.match(said({ view: null, why: "two_values" })[0], /different/i);
  assert.equal(said({ view: null })[1], "type");
  assert.equal(said({ view: null, rule: { ...rule, from: "administrator" } })[1], "");
  const regions = [{ name: "Vera", watch: "w1" }, { name: "Otto", watch: "w2" }];
  assert.deepEqual(said({ view: null, regions }), ["Several customers’ records stand on this page: choose one of them here, or click into it on the page.", ""]);
  assert.deepEqual(said({ host: "no_host", view: null }), ["", ""]);
});

test("a page that can have no rule says so, and nothing is offered", () => {
  for (const url of ["http://crm.example/", "file:///a", "chrome://x", "", "https://addons.mozilla.org/x", "https://x.example/a.pdf"]) {
    const [sentence, offer] = said({ url, rule: null });
    assert.match(sentence, /^Nothing is shown here, because .*: open /, url);
    assert.equal(offer, "", url);
  }
});

test("a site is called by its host", () => {
  assert.deepEqual([["https://*.crm.example/*"], ["https://crm.example/*", "x"], []].map(siteOf), ["crm.example", "crm.example", ""]);
});
