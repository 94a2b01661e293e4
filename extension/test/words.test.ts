import assert from "node:assert/strict";
import { test } from "node:test";
import messages from "../_locales/en/messages.json";
import { sourceOf, type Messages } from "../look/messagesource";
import { views } from "../look/views";
import { fromHost, fromPage, fromView, lengthOf } from "../src/content/faces";
import { actions, faces, reasons } from "../src/protocol.gen";
import { firstName, localReasons, Words } from "../src/words";

const all = messages as Messages;
const words = new Words(sourceOf(all));
const hostStates = ["idle", "connecting", "ready", "no_host", "forbidden", "blocked", "lost", "incompatible"] as const;

/** Every key that must be there. */
function required(): string[] {
  return [
    ...faces.flatMap((face) => ["words", "next", "say"].map((part) => `face_${face}_${part}`)),
    ...reasons.map((reason) => `reason_${reason}`),
    ...actions.map((action) => `action_${action}`),
    ...hostStates.flatMap((state) => ["words", "next", "why"].map((part) => `host_${state}_${part}`)),
    ...hostStates.map((state) => `popup_host_${state}`),
    ...localReasons.flatMap((reason) => [`local_${reason}_words`, `local_${reason}_why`]),
    ...["moved", "unfocused", "covered", "too_new"].map((refusal) => `click_${refusal}`),
    ...["spent", "foreign", "host", "blocked", "again", "gone", "changed", "opening"].map((state) => `join_${state}`),
    "name", "description", "group_label", "key_label", "key_name", "key_empty", "page_on", "link_why", "link_retry", "action_join_key", "menu_cobrowse",
  ];
}

test("every face, reason, action and state has its words", () => {
  assert.deepEqual(required().filter((key) => !all[key]?.message), []);
});

test("no words are left over", () => {
  const known = new Set(required());
  const about = (key: string) => known.has(key.replace(/_named$/, "")) || /^popup_/.test(key) || reasons.some((reason) => key.startsWith(`face_not_ready_${reason}_`)) || actions.some((action) => faces.some((face) => key === `action_${action}_${face}`));
  assert.deepEqual(Object.keys(all).filter((key) => !about(key)), []);
});

test("every placeholder is declared, and nothing is left unfilled", () => {
  for (const [key, { message, placeholders }] of Object.entries(all)) {
    for (const [, name] of message.matchAll(/\$([A-Z_]+)\$/g)) assert.ok(placeholders?.[String(name).toLowerCase()], `${key}: ${name}`);
    const filled = sourceOf(all)(key, ["Vera", "4821"]);
    assert.doesNotMatch(filled, /\$/, key);
  }
});

test("a reason is one sentence and says what to do next", () => {
  for (const reason of reasons) {
    const sentence = words.reason(reason);
    assert.match(sentence, /^[A-Z].*\.$/, reason);
    assert.match(sentence, /[:.] ?.*\b(ask|check|try|wait|look|use|type|click|press|free|close|update|restart|correct|end|says)\b/i, reason);
  }
});

test("a reason from a newer host shows its code", () => {
  assert.equal(words.reason("sunspots" as never), "sunspots");
});

test("every face draws its words, and every action its label", () => {
  assert.deepEqual(faces.filter((face) => !views.some((view) => view.face === face)), [], "a face is missing from the pictures");
  for (const view of views) {
    const shown = fromView(view, "", words);
    assert.ok(shown.words, view.face);
    const offered = [shown.main, ...shown.links].filter((link) => link !== null);
    for (const { action, label } of offered) assert.ok(label, `${view.face} ${action}`);
    for (const action of view.actions) assert.ok(shown.key === "always" || offered.some((link) => link.action === action), `${view.face} hides ${action}`);
  }
});

test("the customer is named where the name is known", () => {
  const say = (face: string, name: string) => fromView({ ...views.find((view) => view.face === face)!, name }, "", words).words;
  assert.equal(say("terms_shown", "Vera Visitor"), "Waiting for Vera to accept");
  assert.equal(say("terms_shown", ""), "Waiting for the customer to accept");
  assert.equal(say("joined", "Vera Visitor"), "With Vera Visitor");
  assert.equal(say("declined", "Visitor, Vera"), "Vera declined");
});

test("a name cannot bring words of its own", () => {
  assert.equal(firstName("$1 $NAME$ x"), "$1");
  assert.equal(firstName("x".repeat(25)), "");
  assert.equal(firstName("  "), "");
});

test("a key field only where the page's rule allows one", () => {
  const absent = views.find((view) => view.face === "absent")!;
  assert.equal(fromView(absent, "", words, true).key, "asked");
  assert.equal(fromView(absent, "", words, false).key, "no");
  assert.deepEqual(fromView(absent, "", words, false).links, []);
});

test("the customer's page is shown without its query", () => {
  const shown = fromView({ ...views.find((view) => view.face === "present")!, page: { url: "https://shop.example/cart?token=secret#x" } }, "", words);
  assert.equal(shown.next, "on /cart");
  assert.doesNotMatch(JSON.stringify(shown), /secret/);
});

test("a reason may have a face's words of its own", () => {
  const notReady = views.find((view) => view.face === "not_ready")!;
  const { reason: _, ...plain } = notReady;
  assert.equal(fromView(plain, "", words).words, "Sign in to Glance");
  assert.equal(fromView({ ...notReady, reason: "not_configured" }, "", words).words, "Glance is not set up");
  assert.equal(fromView({ ...notReady, reason: "internal" }, "", words).words, "Sign in to Glance");
});

test("a state without a host says what to do", () => {
  for (const state of ["no_host", "forbidden", "blocked", "lost", "incompatible"] as const) {
    const shown = fromHost(state, words);
    assert.deepEqual(shown.links.map((link) => link.action), ["retry", "why"], state);
    assert.match(shown.below, /\.$/, state);
  }
  assert.ok(fromHost("connecting", words).busy);
});

test("a page that does not tell says why, in the page's words or the reason's", () => {
  assert.equal(fromPage("two_values", words).words, "Two customers on this page");
  assert.match(fromPage("bad_visitor_id", words).below, /correct it/);
});

test("lengths", () => {
  assert.deepEqual([-5, 0, 59_999, 134_000, 3_600_000].map(lengthOf), ["00:00", "00:00", "00:59", "02:14", "1:00:00"]);
});
