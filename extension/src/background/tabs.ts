/**
 * Who watches what. Each page has one watch at most; a view goes to the page
 * whose watch it names, so two tabs on one visitor each get theirs.
 */
import type { FromPage, ToPage } from "../messages";
import type { Record, View } from "../protocol.gen";
import { HostError, NoHost, type HostPort } from "./port";

/** One page with its port. */
export interface Watcher {
  readonly tab: number;
  readonly origin: string;
  post(message: ToPage): void;
  watch: string;
  record: Record | null;
  visitorId: string;
  view: View | null;
  /** Why the page watches nothing, where it cannot tell who its customer is. */
  why: string;
  /** The host went while this was watched, or was not there: to be watched again. */
  stale: boolean;
}

export class Tabs {
  /** Each view that is news, before its page gets it. */
  onView: (watcher: Watcher, view: View) => void = () => {};
  #host: HostPort;
  #watchers = new Set<Watcher>();
  #next = 1;

  constructor(host: HostPort) {
    this.#host = host;
  }

  add(tab: number, origin: string, post: (message: ToPage) => void): Watcher {
    const watcher: Watcher = { tab, origin, post, watch: "", record: null, visitorId: "", view: null, why: "", stale: false };
    this.#watchers.add(watcher);
    return watcher;
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    this.#unwatch(watcher.watch);
  }

  /** The page in a tab, for the popup and for a viewer's page. */
  inTab(tab: number): Watcher | null {
    return [...this.#watchers].find((watcher) => watcher.tab === tab) ?? null;
  }

  /** Whether any page watches anything. */
  get busy(): boolean {
    return [...this.#watchers].some((watcher) => watcher.record !== null);
  }

  /** Watches a record under a new name, then lets the former one go; null watches nothing. */
  async watch(watcher: Watcher, record: Record | null, visitorId: string): Promise<void> {
    const former = watcher.watch;
    const watch = record ? `w${this.#next++}` : "";
    Object.assign(watcher, { watch, record, visitorId, view: null, stale: false });
    try {
      if (record) this.take(await this.#host.request("record.watch", { watch, record, visitorId }));
    } catch (why) {
      if (watcher.watch === watch) this.#failed(watcher, why, "refused");
    } finally {
      this.#unwatch(former);
    }
  }

  /** Passes on what the agent did. */
  async act(watcher: Watcher, { action, key, session, record, visitorId }: Extract<FromPage, { type: "act" }>): Promise<void> {
    const { watch } = watcher;
    if (!watch) return;
    try {
      const words = { ...(key ? { key } : {}), ...(session ? { session } : {}) };
      this.take(await this.#host.request("record.act", { watch, record, visitorId, action, ...words }));
    } catch (why) {
      if (watcher.watch === watch) this.#failed(watcher, why, "notice");
    }
  }

  /** Routes a view to its page. What comes late, or for a watch that is no more, is dropped. */
  take(view: View): void {
    const watcher = [...this.#watchers].find(({ watch }) => watch !== "" && watch === view.watch);
    if (!watcher || (watcher.view && view.revision <= watcher.view.revision)) return;
    const { open: _, ...shown } = view;
    watcher.view = shown;
    this.onView(watcher, view);
    watcher.post({ type: "view", view: shown });
  }

  /** The host came or went: pages are told, and what was watched is watched again. */
  hostChanged(): void {
    const { state } = this.#host;
    for (const watcher of this.#watchers) {
      if (state !== "ready") watcher.stale ||= watcher.view !== null;
      else if (watcher.stale && watcher.record) void this.watch(watcher, watcher.record, watcher.visitorId);
      if (state !== "ready") watcher.post({ type: "host", state });
    }
  }

  /** Tells every page something. */
  tell(message: ToPage): void {
    for (const watcher of this.#watchers) watcher.post(message);
  }

  #failed(watcher: Watcher, why: unknown, type: "refused" | "notice"): void {
    if (why instanceof HostError) return watcher.post({ type, reason: why.reason ?? "internal" });
    if (!(why instanceof NoHost)) throw why;
    watcher.stale = true;
    watcher.post({ type: "host", state: why.state });
  }

  #unwatch(watch: string): void {
    if (watch && this.#host.state === "ready") this.#host.request("record.unwatch", { watch }).catch(() => {});
  }
}
