/**
 * What a button shows, from a view and nothing else: which part is its own
 * button, what is awaited, and where the words come from.
 */
import type { Action, Face, Page, Presence, Reason, View } from "../protocol.gen";
import type { HostState } from "../messages";
import { firstName, type FaceWords, type LocalReason, type Words } from "../words";

/** What a link does: an action of the protocol's, or one of the button's own. */
export type LinkAction = Action | "why" | "retry" | "more" | "reload";

export interface Link {
  action: LinkAction;
  label: string;
}

/** One state of the button, ready to draw. */
export interface Shown {
  /** Whose state it is: nodes are not kept when this changes, so no click meant for one goes to another. */
  subject: string;
  presence: Presence;
  busy: boolean;
  dot: boolean;
  words: string;
  /** The customer's name, where the page has several buttons. */
  whose?: string;
  /** When the session began, in milliseconds; its length runs on behind the words. */
  since: number | null;
  next: string;
  /** The full text of next, where next is shortened. */
  nextTitle: string;
  /** The left part's own action; null where it only says something. */
  main: Link | null;
  links: Link[];
  /** What Glance's program can do, behind one link that shows it. */
  more: Link[];
  /** "always": a key field. "asked": a link opens it. */
  key: "always" | "asked" | "no";
  keyLabel: string;
  /** The sentence to say while a key is typed. */
  keySay: string;
  /** The sentence below: to read out (quoted), or an explanation. */
  below: string;
  quoted: boolean;
  /** Whether the sentence shows by itself, while the button is attended to, or when asked why. */
  when: "shown" | "attended" | "why";
  session: string;
}

/** Faces whose left part is the button that starts. */
const startFaces: ReadonlySet<Face> = new Set<Face>(["checking", "absent", "present", "presence_off"]);
/** Faces under which something is awaited. */
const busyFaces: ReadonlySet<Face> = new Set<Face>(["checking", "asked", "signalling", "terms_sent", "terms_shown", "starting", "waiting", "opening", "launching"]);
/** Faces that stand for long; their sentence shows only while somebody attends to the button. */
const quietFaces: ReadonlySet<Face> = new Set<Face>(["absent", "present", "presence_off", "elsewhere", "no_key", "joined"]);
/** Outcomes whose reason must be read. */
const loudFaces: ReadonlySet<Face> = new Set<Face>(["failed", "blocked", "unknown", "client_missing", "client_other", "not_launched"]);

const blank: Shown = {
  subject: "", presence: "neutral", busy: false, dot: false, words: "", since: null, next: "", nextTitle: "", main: null, links: [], more: [],
  key: "no", keyLabel: "", keySay: "", below: "", quoted: false, when: "shown", session: "",
};

/** The state for a view of a record whose customer is called name. */
export function fromView(view: View, name: string, words: Words, keyField = true): Shown {
  const { face, session, screen } = view;
  const whose = session?.known?.whose;
  const said = words.face(face, view.name ?? name, session?.key ?? screen?.key, view.reason, whose, session?.keyKind ?? (screen && `${screen.kind}${screen.key ? "_key" : ""}`));
  const offered = (view.actions ?? []).filter((action) => action !== "key" || keyField);
  const first = startFaces.has(face) ? offered[0] : undefined;
  const main = first && first !== "key" ? { action: first, label: said.words } : null;
  const links: Link[] = offered.filter((action) => action !== main?.action).map((action) => ({ action, label: words.action(action, face, whose) }));
  const always = face === "no_key" && offered.includes("key");
  const shown: Shown = {
    ...blank,
    subject: JSON.stringify([view.watch, view.visitorId ?? "", whose, ...(view.warnings ?? []).map(({ kind }) => kind)]),
    presence: view.presence,
    busy: busyFaces.has(face),
    dot: view.presence === "present",
    words: said.words,
    since: sinceOf(view),
    next: said.next,
    nextTitle: "",
    main,
    links: always ? links.filter(({ action }) => action !== "key") : links,
    more: (view.more ?? []).map((action) => ({ action, label: words.get(`share_${action}`, firstName(view.name ?? name)) })),
    key: always ? "always" : offered.includes("key") ? "asked" : "no",
    keyLabel: words.get("key_label"),
    keySay: words.face("no_key", "").say,
    session: session?.id ?? "",
    ...pageOf(view, words),
  };
  return warned(view, { ...shown, ...belowOf(view, said.say, words, shown.links), ...knownOf(view, said, words) }, words);
}

/** The state while there is no host to ask. */
export function fromHost(state: HostState, words: Words): Shown {
  const said = words.host(state);
  const links: Link[] = state === "connecting" || state === "idle" ? [] : [{ action: "retry", label: words.get("link_retry") }];
  return explained({ ...blank, subject: "host", busy: links.length === 0, words: said.words, next: said.next, links }, said.say, words);
}

/** Why the page does not tell for certain who the customer is, and what to do. */
export function reasonOf(reason: LocalReason | Reason, words: Words): string {
  return fromPage(reason, words).below;
}

/** The state where the page does not tell for certain who the customer is; fields of it that disagree are named. */
export function fromPage(reason: LocalReason | Reason, words: Words, fields: readonly string[] = []): Shown {
  const local = words.local(reason as LocalReason, fields.join(", "));
  const said = local.words ? local : { ...words.face("refused", "", "", reason), say: words.reason(reason as Reason) };
  const links: Link[] = reason === "same_customer" ? [{ action: "reload", label: words.get("link_reload") }] : [];
  return explained({ ...blank, subject: "page", words: said.words, next: said.next, links }, said.say, words);
}

/** The same, where a key may still be typed for the record: shown is the host's state for it. */
export function fromPageWithKey(reason: LocalReason | Reason, shown: Shown, words: Words, fields: readonly string[] = []): Shown {
  const refused = fromPage(reason, words, fields);
  const key: Link = { action: "key", label: words.action("key", "refused") };
  return { ...refused, subject: shown.subject, key: "asked", keyLabel: shown.keyLabel, keySay: shown.keySay, links: [key, ...refused.links] };
}

/** The state while a record is opening and the page is not to be trusted yet. */
export function settling(words: Words): Shown {
  return { ...blank, subject: "settling", busy: true, words: words.face("checking", "").words, next: words.face("checking", "").next };
}

function explained(shown: Shown, why: string, words: Words): Shown {
  if (!why) return shown;
  return { ...shown, links: [...shown.links, { action: "why", label: words.get("link_why") }], below: why, when: "why" };
}

function sinceOf({ face, session }: View): number | null {
  const at = face === "joined" ? Date.parse(session?.started ?? session?.since ?? "") : NaN;
  return Number.isNaN(at) ? null : at;
}

/** A page's address without its query, which may hold what is nobody's business; empty where there is none. */
function addressOf(page: Page | undefined): string {
  if (!page || !URL.canParse(page.url)) return "";
  const { host, pathname } = new URL(page.url);
  return host + pathname;
}

function pageOf({ face, page }: View, words: Words): Partial<Shown> {
  const address = face === "present" ? addressOf(page) : "";
  if (!address) return {};
  return { next: words.get("page_on", address.replace(/^[^/]*(?=\/.)|\/$/, "")), nextTitle: address };
}

/** All that is known of a session that the agent has to confirm, a line for each, and what to ask the customer. */
function knownOf({ session, visitorId }: View, { next, say }: FaceWords, words: Words): Partial<Shown> {
  if (!session?.known) return {};
  const { known, started, key } = session;
  const at = known.began ?? started;
  const time = at ? new Date(at).toLocaleTimeString([], { timeStyle: "short" }) : "";
  const where = [addressOf(known.page), known.page?.browser, known.page?.platform].filter(Boolean).join(", ");
  const lines = [
    words.get(known.began ? "known_began" : time ? "known_runs" : "known_unasked", key, time),
    words.get(`known_${known.whose}`, visitorId, known.otherKey ?? key),
    words.get(`known_presence_${known.presence}`, where),
    words.get("known_ask", "", say),
  ];
  return { nextTitle: next, below: lines.join("\n"), quoted: false, when: "shown" };
}

/** Which program would start, where that is not known as Glance's. */
function programOf(screen: View["screen"], words: Words): string {
  return screen?.program ? words.get("screen_program", screen.program.name || "?", screen.program.path) : "";
}

function belowOf({ face, reason, screen }: View, say: string, words: Words, links: Link[]): Partial<Shown> {
  const why = reason ? [words.reason(reason), programOf(screen, words)].filter(Boolean).join("\n") : "";
  if (why && (loudFaces.has(face) || reason === "log_failed")) return { below: why, when: "shown" };
  if (why && !say) return { below: why, when: "why", links: [...links, { action: "why", label: words.get("link_why") }] };
  return { below: say, quoted: say !== "", when: quietFaces.has(face) ? "attended" : "shown" };
}

/** What speaks against this being the one customer, a line for each, before all else that is said below; no sentence to read out meanwhile. */
function warned({ warnings }: View, shown: Shown, words: Words): Shown {
  if (!warnings?.length) return shown;
  const rest = shown.quoted || !shown.below ? [] : [shown.below];
  const below = [...warnings.map((warning) => words.warning(warning)), ...rest].join("\n");
  return { ...shown, below, quoted: false, when: "shown", links: shown.links.filter(({ action }) => action !== "why") };
}

/** A length as minutes and seconds, with hours where there are some. */
export function lengthOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
