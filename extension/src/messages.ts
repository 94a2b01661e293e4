/**
 * What the parts of the extension say to each other. A content script may send
 * eight types and nothing else; the worker reads them as hostile (router.ts).
 */
import type { Action, ClientsResult, CookieOf, Field, Methods, ObjectRule, Reason, Record, RuleFrom, SignInState, SiteRule, Ticket, View } from "./protocol.gen";
import type { Agent } from "./who";
import type { LocalReason } from "./words";

/** The names of the runtime ports; a sender is judged by its port's name and by where it comes from. */
export const portNames = { page: "page", popup: "popup", panel: "panel", join: "join", options: "options", picker: "picker" } as const;

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

/** A docked button that is further than this from an edge is nowhere. */
export const farthestDock = 10_000;

/** Where docked buttons stand: how far, in CSS px, from which edges of the window. */
export interface DockPlace {
  right: boolean; // else left
  bottom: boolean; // else top
  x: number;
  y: number;
}

/** What a page needs of the rule that names it; a page that no rule names does without the button's style too. */
export interface PageRule {
  system: string;
  objects: ObjectRule[];
  keyPattern: string;
  style: string;
  dock?: DockPlace; // where the agent put this site's docked button
}

/** Records that one page may show side by side, each with a button; the one after them is a row's. */
export const maxRegions = 8;

/** What one frame says of one field that a rule looks for in it: at most two values, which is one too many. */
export interface FrameAnswer {
  values: string[];
  hidden: boolean;
  many: boolean; // more than is looked at
}

/** What one frame says of all its fields. */
export interface FrameReport {
  frame: number; // as the browser numbers it
  way: number[]; // to the frame from the page's own window: the places among the frames of each; empty where there is none
  drawn: number; // counts up when the frame draws its values anew
  answers: { [field: string]: FrameAnswer }; // by the field as JSON
}

/**
 * From a content script. It numbers its watches, counting up, and each of its
 * acts and whatever it is told of a watch names the number: what was meant for
 * one customer is not drawn, or done, on another. A page watches one record in
 * each of its regions; absent is the first. A row that was right-clicked is
 * watched as the region maxRegions.
 */
export type FromPage =
  | { type: "page"; url: string }
  | { type: "watch"; watch: number; region?: number; record: Record | null; visitorId: string; why?: string } // null: no record any more, or why it cannot be told
  | { type: "act"; watch: number; region?: number; action: Action; key?: string; session?: string; record: Record; visitorId: string }
  | { type: "dock"; dock: DockPlace } // the agent moved the docked button
  | { type: "stopped"; watch: number } // the page stopped what the agent did, and its button says so
  | { type: "used"; watch: number } // the agent attends to this one of several records
  | { type: "chosen"; choice: number; watch: number; why?: string } // whom a right-click was on; 0: that is not certain, and why
  | { type: "fields"; ask: number; way: number[]; drawn: number; answers: FrameAnswer[] }; // of a frame: its fields, in the order in which it was given them; ask: 0, or what it answers

/** To a content script. */
export type ToPage =
  | { type: "page"; url: string; rule: PageRule | null; fields?: Field[] } // fields: those that the page around this frame looks for in it
  | { type: "rules" } // they changed: ask again
  | { type: "view"; watch: number; view: View }
  | { type: "host"; state: HostState }
  | { type: "refused"; watch: number; reason: Reason } // the host does not watch this record
  | { type: "notice"; watch: number; reason: Reason } // why an act was not done
  | { type: "do"; watch: number; action: Action | null; session: string; key?: string } // the agent chose it in a window or a menu of the extension; null: only show the button
  | { type: "menu"; choice: number; keys?: boolean } // the agent chose the right-click's item: whose is it? keys: the shortcut, so that the focus tells
  | { type: "frames"; reports: FrameReport[] } // what the page's frames say
  | { type: "fields"; ask: number }; // to a frame: say again what your fields hold

/** From the popup. An act names the watch and the session of the view that it was chosen on. */
export type FromPopup =
  | { type: "status"; tab: number; url: string; watch?: string } // watch: which of several records the agent chose
  | { type: "do"; tab: number; watch: string; session: string; action: Action; key?: string }
  | { type: "retry" }
  | { type: "sign_in" }
  | { type: "switch_agent" }
  | { type: "pick"; tab: number; url: string; rule: string } // show where the customer is on this page; rule: the id of the one to confirm or complete, or empty
  | { type: "unpick"; tab: number };

/** What the popup shows. */
export interface PopupStatus {
  host: HostState;
  hostVersion: string;
  /** The rule that names the page; where none that counts does, one that is not active yet. */
  rule: { id: string; name: string; origins: string[]; granted: boolean; active: boolean; from: RuleFrom; kind?: boolean } | null; // kind: others of it count here, and this page's kind of record does not
  /** The page's address as the browser tells it; empty where it does not. */
  url: string;
  /** The origins of frames that the rule has fields in and that are not granted. */
  frames: string[];
  /** The visitor id of the record that is shown; empty where it has none. */
  visitorId: string;
  /** Whether a person may make rules here. */
  personRules: boolean;
  /** Whether somebody is showing in this tab where the customer is. */
  picking: boolean;
  rules: number;
  mistakes: string[];
  view: View | null;
  /** The records that the page shows side by side, by the host's names of their watches; empty where there is one or none. */
  regions: { name: string; watch: string }[];
  /** Why the page shows no customer, as a reason of the page's or the protocol's. */
  why: string;
  keyPattern: string;
  signIn: SignInState;
  /** The cookie that the agent may be asked for; null: none, or it may be read. */
  cookie: CookieOf | null;
  /** Who works here by the settings; null until a host told. */
  agent: Agent | null;
  /** What Glance's programs are worth on this computer; null while that is not known. */
  clients: ClientsResult | null;
}
export type ToPopup = { type: "status"; status: PopupStatus } | { type: "notice"; reason: Reason | LocalReason };

/** What an options page may ask the host. */
export const optionsMethods = ["settings.list", "settings.set", "signin.get", "check.live", "rules.get", "rules.save", "rules.remove"] as const;
export type OptionsMethod = (typeof optionsMethods)[number];

/** From an options page: a question with a number of its own, which its answer names. */
export type FromOptions = { [M in OptionsMethod]: { id: number; method: M; params: Methods[M]["params"] } }[OptionsMethod];
export type ToOptions =
  | { type: "host"; state: HostState; version: string }
  | { type: "signin"; state: SignInState }
  | { type: "answer"; id: number; result: Methods[OptionsMethod]["result"] }
  | { type: "failed"; id: number; reason: Reason | null; said: string }; // what the host said, where it has no reason; neither: no host answered

/** From the page that opens a viewer, and to it. */
export type FromJoin = { type: "ticket" } | { type: "submitting" } | { type: "blocked" } | { type: "handed" } | { type: "again" };
export type ToJoin =
  | { type: "ticket"; ticket: Ticket }
  | { type: "no_ticket"; why: "spent" | "foreign" | "host" }
  | { type: "again"; ok: true }
  | { type: "again"; ok: false; why: "gone" | "changed" }; // the CRM's page: closed, or on another customer

/** The configuration as the worker keeps it; there is no secret in it. */
export interface Config {
  keyPattern: string;
  /** What presence can be told with, if the agent gives leave. */
  cookie?: CookieOf;
  /** Whether a person may make rules here. */
  personRules: boolean;
  /** The names of the settings' environments. */
  environments?: string[];
  rules: SiteRule[];
  mistakes: string[];
}
