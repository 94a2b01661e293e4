/**
 * Who watches what. Each region of a page has one watch at most; a view goes to
 * the page whose watch it names, so two tabs on one visitor each get theirs.
 */
import type { FromPage, FromPopup, ToPage } from "../messages";
import type { Action, Reason, Record, View } from "../protocol.gen";
import { nameOf } from "../words";
import { HostError, NoHost, type HostPort } from "./port";
import { recordKey } from "./unfinished";

/** One region of a page, with the page's port. */
export interface Watcher {
  readonly tab: number;
  /** The page's frame: 0 is the tab's own. */
  readonly frame: number;
  readonly origin: string;
  /** Whether its page has rows of customers. */
  lists: boolean;
  /** Whether its page is the tab's own, and a rule names it: it says itself where it shows nobody. */
  mapped: boolean;
  post(message: ToPage): void;
  /** Counts up when the agent attends to this one of several; 0: not yet. */
  used: number;
  /** The page's own number of its watch; what it is told of one names it. */
  number: number;
  /** The host's name of the same; empty where nothing is watched. */
  watch: string;
  record: Record | null;
  visitorId: string;
  view: View | null;
  /** Why the page watches nothing, where it cannot tell who its customer is. */
  why: string;
  /** Why an act was not done that came before its page was known; to be said with the first view. */
  owed: Reason | "";
  /** The host went while this was watched, or was not there: to be watched again. */
  stale: boolean;
  /** What the agent chose in a window or menu of the browser's, until the page has passed it on, or has had time to. */
  chosen: { act: string; until: number } | null;
}

/** How long a page may take to read its record again and pass on what was chosen, in milliseconds; two seconds of them may be its own, where it is asked before a session. */
const PASSING = 5_000;

/** An act by what it does and where, to know it again when the page has read its record anew. */
function actOf(watch: number, action: Action | null, session: string): string {
  return JSON.stringify([watch, action, session]);
}

/** Whom a page shows and in which session, as one text; empty where it shows nobody. */
export function meantBy({ record, visitorId, view }: Pick<Watcher, "record" | "visitorId" | "view">): string {
  return record && view ? JSON.stringify([recordKey(record), visitorId, sessionOf(view)]) : "";
}

/** The session in what meantBy gave; empty where there is none. */
export function sessionMeant(meant: string): string {
  return meant ? (JSON.parse(meant) as string[])[2] ?? "" : "";
}

function sessionOf(view: View): string {
  return view.session?.id ?? "";
}

export class Tabs {
  /** Each view that is news, before its page gets it. */
  onView: (watcher: Watcher, view: View) => void = () => {};
  /** An act counts only in the browser's own window: it is to be opened. */
  onConfirm: (watcher: Watcher) => void = () => {};
  #host: HostPort;
  #watchers = new Set<Watcher>();
  #next = 1;
  #uses = 0;

  constructor(host: HostPort) {
    this.#host = host;
  }

  add(tab: number, origin: string, post: (message: ToPage) => void, frame = 0): Watcher {
    const watcher: Watcher = { tab, frame, origin, lists: false, mapped: false, post, used: 0, number: 0, watch: "", record: null, visitorId: "", view: null, why: "", owed: "", stale: false, chosen: null };
    this.#watchers.add(watcher);
    return watcher;
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    this.#unwatch(watcher.watch);
  }

  /**
   * The record that a tab is about, for the browser's own windows: the one that
   * is named, else the one that the agent used last, else the only one. Null
   * where there are several and none was used.
   */
  inTab(tab: number, watch = ""): Watcher | null {
    const here = [...this.#watchers].filter((watcher) => watcher.tab === tab);
    const telling = here.filter(({ record, why }) => record || why);
    const named = watch && telling.find((watcher) => watcher.watch === watch);
    if (named) return named;
    if (telling.length < 2) return telling[0] ?? here[0] ?? null;
    const last = telling.reduce((a, b) => (b.used > a.used ? b : a));
    return last.used > 0 ? last : null;
  }

  /** The page in a frame of a tab, by any of its regions; null where there is none of ours. */
  pageIn(tab: number, frame: number): Watcher | null {
    return [...this.#watchers].find((watcher) => watcher.tab === tab && watcher.frame === frame) ?? null;
  }

  /** The pages of a tab, each once: its own, and those of its frames. */
  pages(tab: number): Set<Watcher["post"]> {
    return new Set([...this.#watchers].filter((watcher) => watcher.tab === tab).map(({ post }) => post));
  }

  /** The frames of a tab that tell of a record, or say why they do not, or have rows of them; where there are none, the page that can say so. */
  telling(tab: number): number[] {
    const here = [...this.#watchers].filter((watcher) => watcher.tab === tab);
    const telling = here.filter(({ record, why, lists }) => record || why || lists);
    return [...new Set((telling.length > 0 ? telling : here.filter(({ mapped }) => mapped)).map(({ frame }) => frame))];
  }

  /** The customers that a tab shows side by side; none where it shows one. */
  regions(tab: number): { name: string; watch: string }[] {
    const here = [...this.#watchers].flatMap(({ tab: at, record, watch }) => (at === tab && record ? { name: nameOf(record), watch } : []));
    return here.length < 2 ? [] : here.filter(({ name }) => name);
  }

  /** The agent attends to this one of several. */
  use(watcher: Watcher): void {
    watcher.used = ++this.#uses;
  }

  /** Whether any page watches anything. */
  get busy(): boolean {
    return [...this.#watchers].some((watcher) => watcher.record !== null);
  }

  /** Watches a record under a new name, then lets the former one go; null watches nothing. The number is the page's. */
  async watch(watcher: Watcher, number: number, record: Record | null, visitorId: string): Promise<void> {
    const former = watcher.watch;
    const watch = record ? `w${this.#next++}` : "";
    Object.assign(watcher, { number, watch, record, visitorId, view: null, stale: false });
    try {
      if (record) this.take(await this.#host.request("record.watch", { watch, record, visitorId }));
    } catch (why) {
      if (watcher.watch === watch) this.#failed(watcher, why, "refused");
    } finally {
      this.#unwatch(former);
    }
  }

  /** Passes on what the agent did, for the watch it was done on; or says why that is not to be, where there is a doubt. */
  async act(watcher: Watcher, { watch: number, action, key, session, record, visitorId }: Extract<FromPage, { type: "act" }>, doubt: Reason | "" = ""): Promise<void> {
    const { watch } = watcher;
    const { chosen } = watcher;
    const here = chosen?.act === actOf(number, action, session ?? "") && Date.now() < chosen.until;
    watcher.chosen = null;
    if (number !== watcher.number || !watch) return this.missed(watcher);
    if (doubt) return watcher.post({ type: "notice", watch: number, reason: doubt });
    try {
      const via = here ? { via: "browser" as const } : {};
      const words = { ...(key ? { key } : {}), ...(session ? { session } : {}), ...via };
      this.take(await this.#host.request("record.act", { watch, record, visitorId, action, ...words }));
    } catch (why) {
      if (watcher.watch === watch) this.#failed(watcher, why, "notice");
    }
  }

  /** An act that cannot be passed on: its page shows another record, or this worker has only just begun and knows of none. */
  missed(watcher: Watcher): void {
    if (watcher.view) watcher.post({ type: "notice", watch: watcher.number, reason: "record_changed" });
    else watcher.owed = "not_possible_now";
  }

  /** What the agent chose in the popup, if its page still shows what the popup showed; else why not. */
  choose({ tab, watch, session, action, key }: Extract<FromPopup, { type: "do" }>): Reason | null {
    const watcher = this.inTab(tab, watch);
    if (watcher?.view?.watch !== watch || sessionOf(watcher.view) !== session) return "record_changed";
    this.pass(watcher, { type: "do", watch: watcher.number, action, session, ...(key ? { key } : {}) });
    return null;
  }

  /** Tells a page what follows from a choice in a window or menu of the browser's; what it is to do then counts as done there. */
  pass(watcher: Watcher, message: ToPage): void {
    if (message.type === "do") watcher.chosen = { act: actOf(message.watch, message.action, message.session), until: Date.now() + PASSING };
    watcher.post(message);
  }

  /** The page in a tab reads its record again and asks for its viewer, if it still shows whom an order meant; else why not. */
  openAgain(tab: number, meant: string): "gone" | "changed" | null {
    const here = [...this.#watchers].filter((watcher) => watcher.tab === tab && watcher.view);
    if (here.length === 0) return "gone";
    const watcher = here.find((watcher) => meantBy(watcher) === meant);
    if (!watcher?.view) return "changed";
    this.pass(watcher, { type: "do", watch: watcher.number, action: "open", session: sessionOf(watcher.view) });
    return null;
  }

  /** Routes a view to its page. What comes late, or for a watch that is no more, is dropped. */
  take(view: View): void {
    const watcher = [...this.#watchers].find(({ watch }) => watch !== "" && watch === view.watch);
    if (!watcher || (watcher.view && view.revision <= watcher.view.revision)) return;
    const { open: _, ...shown } = view;
    watcher.view = shown;
    this.onView(watcher, view);
    watcher.post({ type: "view", watch: watcher.number, view: shown });
    if (!watcher.owed || view.face === "checking") return;
    watcher.post({ type: "notice", watch: watcher.number, reason: watcher.owed });
    watcher.owed = "";
  }

  /** The host came or went: pages are told, and what was watched is watched again. */
  hostChanged(): void {
    const { state } = this.#host;
    for (const watcher of this.#watchers) {
      if (state !== "ready") watcher.stale ||= watcher.view !== null;
      else if (watcher.stale && watcher.record) void this.watch(watcher, watcher.number, watcher.record, watcher.visitorId);
    }
    if (state !== "ready" && state !== "renewing") this.tell({ type: "host", state });
  }

  /** Tells every page something, once. */
  tell(message: ToPage): void {
    tell([...this.#watchers], message);
  }

  /** Tells the frames of a tab's page something, once. */
  tellFrames(tab: number, message: ToPage): void {
    tell([...this.#watchers].filter((watcher) => watcher.tab === tab && watcher.frame !== 0), message);
  }

  #failed(watcher: Watcher, why: unknown, type: "refused" | "notice"): void {
    if (why instanceof HostError && why.reason === "confirm_in_browser") this.onConfirm(watcher);
    if (why instanceof HostError) return watcher.post({ type, watch: watcher.number, reason: why.reason ?? "internal" });
    if (!(why instanceof NoHost)) throw why;
    watcher.stale = true;
    if (why.state !== "renewing") watcher.post({ type: "host", state: why.state });
    else if (type === "notice") watcher.post({ type, watch: watcher.number, reason: "not_possible_now" });
  }

  #unwatch(watch: string): void {
    if (watch && this.#host.state === "ready") this.#host.request("record.unwatch", { watch }).catch(() => {});
  }
}

function tell(watchers: readonly Watcher[], message: ToPage): void {
  for (const post of new Set(watchers.map(({ post }) => post))) post(message);
}

/** Whether a tab is there. */
export function isOpen(tab: number): Promise<boolean> {
  return chrome.tabs.get(tab).then(() => true, () => false);
}
