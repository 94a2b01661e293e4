import assert from "node:assert/strict";
import { test } from "node:test";
import messages from "../_locales/en/messages.json";
import { sourceOf, type Messages } from "../look/messagesource";
import { views } from "../look/views";
import { fromHost, fromPage, fromView, lengthOf } from "../src/content/faces";
import { actions, faces, reasons, seens, warningKinds, whoses } from "../src/protocol.gen";
import { firstName, localReasons, Words } from "../src/words";

const all = messages as Messages;
const words = new Words(sourceOf(all));
const hostStates = ["idle", "connecting", "ready", "no_host", "forbidden", "blocked", "lost", "incompatible"] as const;

/** Kinds of a face that have their own words: by where the key came from, and by whose session it is. */
const faceKinds = ["waiting_typed", "confirm_other", "confirm_not_record", ...["show", "show_key", "view", "view_key"].map((kind) => `launched_${kind}`)];

/** Every key that must be there. */
function required(): string[] {
  return [
    ...faces.flatMap((face) => ["words", "next", "say"].map((part) => `face_${face}_${part}`)),
    ...reasons.map((reason) => `reason_${reason}`),
    ...actions.map((action) => `action_${action}`),
    ...warningKinds.map((kind) => `warning_${kind}`),
    ...hostStates.flatMap((state) => ["words", "next", "why"].map((part) => `host_${state}_${part}`)),
    ...hostStates.map((state) => `popup_host_${state}`),
    ...localReasons.flatMap((reason) => [`local_${reason}_words`, `local_${reason}_why`]),
    ...faceKinds.flatMap((kind) => ["words", "next", "say"].map((part) => `face_${kind}_${part}`)),
    ...whoses.map((whose) => `known_${whose}`),
    ...seens.map((seen) => `known_presence_${seen}`),
    ...["moved", "unfocused", "covered", "too_new"].map((refusal) => `click_${refusal}`),
    ...["spent", "foreign", "host", "blocked", "again", "gone", "changed", "opening"].map((state) => `join_${state}`),
    "name", "description", "group_label", "key_label", "key_name", "key_empty", "page_on", "link_why", "link_retry", "link_reload", "action_join_key", "menu_cobrowse", "command_cobrowse", "command_panel", "page_says", "quoted", "page_stopped", "language", "direction", "dock_move", "dock_top_left", "dock_top_right", "dock_bottom_left", "dock_bottom_right",
    ...["show", "view", "panorama"].map((action) => `share_${action}`), "link_more", "link_less", "join_handed", "screen_program",
    "known_began", "known_runs", "known_unasked", "known_ask", "action_confirm_other", "action_confirm_not_record",
  ];
}

test("every face, reason, action and state has its words", () => {
  assert.deepEqual(required().filter((key) => !all[key]?.message), []);
});

test("no words are left over", () => {
  const known = new Set(required());
  const about = (key: string) => known.has(key.replace(/_named$/, "")) || /^(popup|picker|setting|options|who)_/.test(key) || faces.some((face) => reasons.some((reason) => key.startsWith(`face_${face}_${reason}_`))) || actions.some((action) => faces.some((face) => key === `action_${action}_${face}`));
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

const shownFor = (face: string, key: string, more = {}) => {
  const view = views.find((view) => view.face === face && view.session?.key === key)!;
  return fromView({ ...view, ...more }, "", words);
};

test("who waits for a typed key sees which", () => {
  const shown = shownFor("waiting", "4821");
  assert.deepEqual([shown.words, shown.next, shown.below], ["Waiting for a session with key 4821", "for Vera", "Your key is 4821, is that right?"]);
  assert.deepEqual(shown.links.map(({ action }) => action), ["cancel", "key"]);
  assert.equal(shownFor("waiting", "vera-1").words, "Waiting for Vera to start");
});

test("who confirms sees all that is known beside the record's name, and what is not", () => {
  const time = (at: string | undefined) => new Date(at ?? "").toLocaleTimeString([], { timeStyle: "short" });
  const confirms = views.filter(({ face, reason }) => face === "confirm" && !reason);
  const [plain, own, other, elsewhere] = confirms.map((view) => fromView(view, "", words));
  const ask = "Glance tells no name, so ask: “What do you see on your screen now?”";
  const ran = (key: string) => `A session with key ${key} was seen to run at ${time(confirms[0]!.session?.started)}; when it began is not told.`;
  const nobody = "Your group has no visitor present under this key, so the page is not known.";
  assert.deepEqual([plain?.words, plain?.next, plain?.below.split("\n")], ["Key 4821", "is this Vera Visitor?",
    [ran("4821"), "Nothing says whether this record’s visitor ID, vera-1, is in it.", nobody, ask]]);
  assert.deepEqual([own?.words, own?.next, own?.below.split("\n")], ["Key 4821", "is this Vera Visitor?",
    [`The session with key 4821 began at ${time(confirms[1]!.session?.known?.began)}.`, "This record’s visitor ID, vera-1, is in it.", nobody, ask]]);
  assert.deepEqual([other?.words, other?.next, other?.below.split("\n")], ["Key walter-webb: another visitor", "not Vera Visitor’s visitor ID",
    [ran("walter-webb"), "The key is another visitor’s ID, walter-webb; this record’s is vera-1.", "Your group has a visitor present under this key: shop.example/garden, Firefox, Windows.", ask]]);
  assert.deepEqual([elsewhere?.words, elsewhere?.next, elsewhere?.below.split("\n")], ["Key 4821: another session", "not Vera Visitor’s",
    [ran("4821"), "This record’s visitor ID, vera-1, is in another session, with key 7733.", "Presence does not answer, so the page is not known.", ask]]);
  assert.deepEqual(confirms.map((view) => fromView(view, "", words).links[0]?.label), ["Yes", "Yes", "Join anyway", "Join anyway"]);
});

test("a yes to what was known does not count for what is known since", () => {
  const [plain, , other] = views.filter(({ face }) => face === "confirm").map((view) => fromView(view, "", words));
  assert.notEqual(plain?.subject, other?.subject);
});

test("a session of which nothing is known is not said to run", () => {
  const view = views.find(({ face }) => face === "confirm")!;
  const { started: _, ...session } = view.session!;
  const { visitorId: __, ...rest } = view;
  const lines = fromView({ ...rest, session: { ...session, known: { whose: "unknown", presence: "off" } } }, "", words).below.split("\n");
  assert.deepEqual(lines.slice(0, 3), ["Whether a session with key 4821 runs is not known.", "This record holds no visitor ID to compare it with.", "Presence is off, so the page is not known."]);
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

test("a join without a sign-in says where the sign-in is, and asks for the key once more", () => {
  const [off, confirm] = ["presence_off", "confirm"].map((face) => ({ ...views.find((view) => view.face === face)!, reason: "basic_join" as const }));
  assert.equal(fromView(off!, "", words).next, "opens Glance to sign in");
  assert.equal(fromView(off!, "", words).main?.action, "start");
  const asked = fromView(confirm!, "Vera Visitor", words);
  assert.match(asked.words, /4821/);
  assert.match(asked.next, /Vera/);
  assert.match(asked.below, /read me the key once more/);
});

test("what speaks against the customer is said first, a line for each, and a click on it is a new one", () => {
  const present = views.find(({ face }) => face === "present")!;
  const plain = fromView(present, "", words);
  const shown = fromView({ ...present, warnings: [{ kind: "two_records", title: "Walter Webb" }, { kind: "two_records" }, { kind: "two_devices" }] }, "", words);
  assert.deepEqual([shown.below.split("\n").length, shown.when, shown.quoted, shown.main], [3, "shown", false, plain.main]);
  assert.match(shown.below, /another record too, “Walter Webb”: check.*\n.*another record too: check.*\n.*two devices/);
  assert.notEqual(shown.subject, plain.subject);
  assert.equal(words.warning({ kind: "sunspots" as never }), "sunspots");
});

test("a warning keeps what else is known, and the reason", () => {
  const confirm = views.find(({ face, reason }) => face === "confirm" && !reason)!;
  const lines = fromView({ ...confirm, warnings: [{ kind: "colleague" }] }, "", words).below.split("\n");
  assert.deepEqual([lines.length, lines.slice(1)], [5, fromView(confirm, "", words).below.split("\n")]);
  const refused = views.find(({ face }) => face === "cant_tell")!;
  const shown = fromView({ ...refused, warnings: [{ kind: "two_devices" }] }, "", words);
  assert.deepEqual([shown.below.split("\n")[1], shown.links.some(({ action }) => action === "why")], [words.reason("presence_silent"), false]);
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
