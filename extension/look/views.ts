/** One view for each face, as a host would push it, and what stands where there is none. */
import type { Action, Face, Presence, Reason, View } from "../src/protocol.gen";

const record = { system: "sample-crm", type: "contact", id: "42", title: "Vera Visitor", url: "https://crm.example/contacts/42" };

export const now = Date.now();

function view(face: Face, presence: Presence, actions: Action[], more: Partial<View> = {}): View {
  return { watch: "w1", revision: 1, face, presence, visitorId: "vera-1", name: "Vera Visitor", actions, ...more };
}

function withSession(face: Face, presence: Presence, actions: Action[], more: Partial<View> = {}): View {
  const since = new Date(now - 134_500).toISOString();
  return view(face, presence, actions, { session: { id: "01J", record, key: "4821", keyKind: "typed", since, started: since }, ...more });
}

export const views: View[] = [
  view("no_key", "neutral", ["key"], { name: "" }),
  view("checking", "absent", ["start", "key"]),
  view("absent", "absent", ["start", "key"]),
  view("present", "present", ["start"]),
  view("present", "present", ["start"], { page: { url: "https://shop.example/garden/tables/round-oak?utm=1", browser: "Firefox" } }),
  view("cant_tell", "neutral", ["look", "key"], { reason: "presence_silent" as Reason }),
  view("elsewhere", "in_session", ["join"]),
  view("presence_off", "neutral", ["start", "key"]),
  view("not_ready", "neutral", ["look"], { reason: "auth_refused" as Reason }),
  view("refused", "neutral", ["key"], { reason: "bad_visitor_id" as Reason }),
  withSession("asked", "present", ["cancel"]),
  withSession("signalling", "neutral", ["cancel"]),
  withSession("terms_sent", "neutral", ["cancel"]),
  withSession("terms_shown", "neutral", ["cancel"]),
  withSession("starting", "neutral", ["cancel"]),
  withSession("waiting", "neutral", ["cancel", "key"]),
  withSession("confirm", "neutral", ["confirm", "reject"]),
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
];
