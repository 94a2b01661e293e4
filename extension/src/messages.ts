/**
 * What the parts of the extension say to each other. A content script may send
 * three types and nothing else; the worker reads them as hostile (router.ts).
 */
import type { Action, Methods, ObjectRule, Reason, Record, SignInState, SiteRule, Ticket, View } from "./protocol.gen";
import type { Agent } from "./who";

/** The names of the runtime ports; a sender is judged by its port's name and by where it comes from. */
export const portNames = { page: "page", popup: "popup", join: "join", options: "options" } as const;

/** What is known of the host, as far as the extension can tell. */
export type HostState =
  | "idle" // not asked for yet
  | "connecting"
  | "renewing" // its settings changed; pages go on showing what they show
  | "ready"
  | "no_host" // not installed for this browser
  | "forbidden" // installed, but it names another extension
  | "blocked" // the administrator's policy forbids it
  | "lost" // it went, or never answered
  | "incompatible"; // the version ranges do not meet

/** What a page needs of the rule that names it; a page that no rule names does without the button's style too. */
export interface PageRule {
  system: string;
  objects: ObjectRule[];
  keyPattern: string;
  style: string;
}

/**
 * From a content script. It numbers its watches, counting up, and each of its
 * acts and whatever it is told of a watch names the number: what was meant for
 * one customer is not drawn, or done, on another.
 */
export type FromPage =
  | { type: "page"; url: string }
  | { type: "watch"; watch: number; record: Record | null; visitorId: string; why?: string } // null: no record any more, or why it cannot be told
  | { type: "act"; watch: number; action: Action; key?: string; session?: string; record: Record; visitorId: string };

/** To a content script. */
export type ToPage =
  | { type: "page"; url: string; rule: PageRule | null }
  | { type: "rules" } // they changed: ask again
  | { type: "view"; watch: number; view: View }
  | { type: "host"; state: HostState }
  | { type: "refused"; watch: number; reason: Reason } // the host does not watch this record
  | { type: "notice"; watch: number; reason: Reason } // why an act was not done
  | { type: "do"; watch: number; action: Action | null; session: string; key?: string }; // the agent chose it in a window or a menu of the extension; null: only show the button

/** From the popup. An act names the watch and the session of the view that it was chosen on. */
export type FromPopup =
  | { type: "status"; tab: number; url: string }
  | { type: "do"; tab: number; watch: string; session: string; action: Action; key?: string }
  | { type: "retry" }
  | { type: "sign_in" }
  | { type: "switch_agent" };

/** What the popup shows. */
export interface PopupStatus {
  host: HostState;
  hostVersion: string;
  rule: { name: string; origins: string[]; granted: boolean } | null;
  rules: number;
  mistakes: string[];
  view: View | null;
  /** Why the page shows no customer, as a reason of the page's or the protocol's. */
  why: string;
  keyPattern: string;
  signIn: SignInState;
  /** Who works here by the settings; null until a host told. */
  agent: Agent | null;
}
export type ToPopup = { type: "status"; status: PopupStatus } | { type: "notice"; reason: Reason };

/** What an options page may ask the host. */
export const optionsMethods = ["settings.list", "settings.set", "signin.get", "check.live"] as const;
export type OptionsMethod = (typeof optionsMethods)[number];

/** From an options page: a question with a number of its own, which its answer names. */
export type FromOptions = { [M in OptionsMethod]: { id: number; method: M; params: Methods[M]["params"] } }[OptionsMethod];
export type ToOptions =
  | { type: "host"; state: HostState; version: string }
  | { type: "signin"; state: SignInState }
  | { type: "answer"; id: number; result: Methods[OptionsMethod]["result"] }
  | { type: "failed"; id: number; reason: Reason | null; said: string }; // what the host said, where it has no reason; neither: no host answered

/** From the page that opens a viewer, and to it. */
export type FromJoin = { type: "ticket" } | { type: "submitting" } | { type: "blocked" } | { type: "again" };
export type ToJoin =
  | { type: "ticket"; ticket: Ticket }
  | { type: "no_ticket"; why: "spent" | "foreign" | "host" }
  | { type: "again"; ok: true }
  | { type: "again"; ok: false; why: "gone" | "changed" }; // the CRM's page: closed, or on another customer

/** The configuration as the worker keeps it; there is no secret in it. */
export interface Config {
  keyPattern: string;
  rules: SiteRule[];
  mistakes: string[];
}
