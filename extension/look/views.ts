/** One view for each face, as a host would push it, and what stands where there is none. */
import type { Action, Face, KeyKind, Known, Presence, Reason, Screen, Session, View } from "../src/protocol.gen";

const record = { system: "sample-crm", type: "contact", id: "42", title: "Vera Visitor", url: "https://crm.example/contacts/42" };

export const now = Date.now();

function view(face: Face, presence: Presence, actions: Action[], more: Partial<View> = {}): View {
  return { watch: "w1", revision: 1, face, presence, visitorId: "vera-1", name: "Vera Visitor", actions, ...more };
}

const at = (milliseconds: number) => new Date(milliseconds).toISOString();

const session = (key = "4821", keyKind: KeyKind = "typed", known?: Known) => {
  const since = at(now - 134_500);
  return { id: "01J", record, key, keyKind, since, started: since, ...(known ? { known } : {}) };
};

function withSession(face: Face, presence: Presence, actions: Action[], more: Partial<View> = {}): View {
  return view(face, presence, actions, { session: session(), ...more });
}

function confirming(key: string, known: Known, more: Partial<View> = {}): View {
  return withSession("confirm", "neutral", ["confirm", "reject"], { session: session(key, "typed", known), ...more });
}

function sharing(face: Face, actions: Action[], screen: Partial<Screen>): View {
  return view(face, "neutral", actions, { screen: { id: "01K", kind: "show", since: at(now), face, ...screen }, ...(screen.reason ? { reason: screen.reason } : {}) });
}

export const views: View[] = [
  view("no_key", "neutral", ["key"], { name: "" }),
  view("checking", "absent", ["start", "key"]),
  view("absent", "absent", ["start", "key"]),
  view("present", "present", ["start"]),
  view("present", "present", ["start"], { page: { url: "https://shop.example/garden/tables/round-oak?utm=1", browser: "Firefox" } }),
  view("present", "present", ["start"], { warnings: [{ kind: "two_records", title: "Walter Webb" }, { kind: "two_devices" }] }),
  view("cant_tell", "neutral", ["look", "key"], { reason: "presence_silent" as Reason }),
  view("elsewhere", "in_session", ["join"]),
  view("presence_off", "neutral", ["start", "key"]),
  view("not_ready", "neutral", ["look"], { reason: "auth_refused" as Reason }),
  view("not_ready", "neutral", ["sign_in", "look"], { reason: "sign_in_needed" as Reason }),
  view("refused", "neutral", ["key"], { reason: "bad_visitor_id" as Reason }),
  view("refused", "neutral", ["look", "key"], { reason: "resolver_failed" as Reason }),
  view("refused", "neutral", [], { reason: "other_group" as Reason }),
  withSession("asked", "present", ["cancel"]),
  withSession("signalling", "neutral", ["cancel"]),
  withSession("terms_sent", "neutral", ["cancel"]),
  withSession("terms_shown", "neutral", ["cancel"]),
  withSession("starting", "neutral", ["cancel"]),
  withSession("waiting", "neutral", ["cancel", "key"]),
  withSession("waiting", "neutral", ["cancel", "key"], { session: session("vera-1", "visitor") }),
  confirming("4821", { whose: "unknown", presence: "absent" }),
  confirming("4821", { whose: "record", presence: "absent", began: at(now) }),
  confirming("walter-webb", { whose: "other", presence: "present", page: { url: "https://shop.example/garden?utm=1", browser: "Firefox", platform: "Windows" } }),
  confirming("4821", { whose: "not_record", presence: "cant_tell", otherKey: "7733" }),
  withSession("opening", "in_session", []),
  withSession("blocked", "in_session", ["open", "end"], { reason: "ticket_spent" as Reason }),
  withSession("joined", "in_session", ["open", "end"]),
  withSession("late_accept", "neutral", ["join", "end"]),
  withSession("lost", "neutral", ["open", "dismiss"]),
  view("not_there", "absent", ["start", "key"]),
  view("declined", "present", ["start", "dismiss"]),
  view("gone", "absent", ["start", "dismiss"]),
  view("timed_out", "present", ["start", "dismiss"]),
  view("failed", "neutral", ["start", "dismiss"], { reason: "glance_refused" as Reason }),
  withSession("unknown", "neutral", ["join", "dismiss"]),
  view("handed_over", "neutral", ["start", "key"]),
  view("presence_off", "neutral", ["start", "key"], { reason: "basic_join" }),
  confirming("4821", { whose: "unknown", presence: "off" }, { reason: "basic_join" }),
  sharing("launching", ["dismiss"], { kind: "show", key: "4821" }),
  sharing("launched", ["dismiss"], { kind: "show", key: "4821", keyKind: "random" }),
  sharing("launched", ["dismiss"], { kind: "view" }),
  sharing("client_missing", ["download", "start", "dismiss"], { kind: "show", reason: "client_missing" }),
  sharing("client_ready", ["show", "dismiss"], { kind: "show" }),
  sharing("client_other", ["agree", "dismiss"], { kind: "view", reason: "client_other", program: { installed: true, name: "Viewer", path: "/home/alex/bin/viewer" } }),
  sharing("not_launched", ["show", "dismiss"], { kind: "show", reason: "no_display" }),
  withSession("joined", "in_session", ["open", "end"], { more: ["show", "view"] }),
];

/** The longest key and name that there may be. */
export const longest: View[] = ["waiting", "confirm"].map((face) => {
  const view = views.find((view) => view.face === face && !view.reason) as View;
  return { ...view, name: "Vera-Wilhelmina Visitor von und zu Wolkenstein-Trostburg", session: { ...view.session, key: "MW".repeat(31) + "9" } as Session };
});
