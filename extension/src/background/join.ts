/**
 * Opening a viewer: once for each order, in a tab of ours, whose page gets the
 * ticket and posts it. The ticket goes to that page in that tab and nowhere
 * else; it is never stored, only that it was given.
 */
import type { ToJoin } from "../messages";
import { codeTicketSpent } from "../protocol.gen";
import type { Open } from "../protocol.gen";
import { HostError, NoHost, type HostPort } from "./port";
import { isEffect } from "./router";
import { sessionMeant } from "./tabs";

/** What is kept of an order while the browser runs: enough to do it at most once. */
interface Order {
  /** The tab its page is in; -1 until that is open. */
  tab: number;
  /** The CRM's tab. */
  from: number;
  /** Whom it was for, and in which session (tabs.ts). */
  meant: string;
  given: boolean;
  told: boolean;
}

const PAGE = "join.html";
const key = (effect: string) => `open:${effect}`;

export class Joins {
  #host: HostPort;
  #opening = new Map<string, Promise<void>>();
  #given = new Set<string>();
  /** A page that asked to try again, and the one session whose next order takes its place. */
  #reuse: { tab: number; session: string } | null = null;

  constructor(host: HostPort) {
    this.#host = host;
  }

  /** Carries an order out, once, however often and from however many watches it comes. */
  open(open: Open, from: number, meant: string): Promise<void> {
    const started = this.#opening.get(open.effect) ?? this.#open(open, from, meant);
    this.#opening.set(open.effect, started);
    return started;
  }

  /** The ticket for the page in that tab. */
  async ticket(effect: string, tab: number): Promise<ToJoin> {
    const order = await this.#order(effect);
    if (!order || order.tab !== tab) return { type: "no_ticket", why: "foreign" };
    if (order.given || this.#given.has(effect)) return { type: "no_ticket", why: "spent" };
    this.#given.add(effect); // at once: two pages may ask before the first is written down
    await this.#keep(effect, { ...order, given: true });
    try {
      return { type: "ticket", ticket: await this.#host.request("join.ticket", { effect }) };
    } catch (why) {
      const spent = why instanceof HostError && why.code === codeTicketSpent;
      return { type: "no_ticket", why: spent ? "spent" : "host" };
    }
  }

  /** Tells the host, once, what became of an order. */
  async opened(effect: string, tab: number, ok: boolean): Promise<void> {
    if (this.#reuse?.tab === tab) this.#reuse = null; // its page has left
    const order = await this.#order(effect);
    if (order?.tab === tab) await this.#tell(effect, order, ok);
  }

  /** The order whose page asks to try again: the CRM's tab, and whom it was for. */
  async again(effect: string, tab: number): Promise<Pick<Order, "from" | "meant"> | null> {
    const order = await this.#order(effect);
    if (!order || order.tab !== tab) return null;
    await this.opened(effect, tab, false);
    return order;
  }

  /** The next order for the session that was meant takes the place of the page in that tab, while that stands. */
  reuse(tab: number, meant: string): void {
    this.#reuse = { tab, session: sessionMeant(meant) };
  }

  /** Tells of viewers whose page left for Glance while no worker was there to see it. */
  async recover(): Promise<void> {
    const kept = await chrome.storage.session.get();
    for (const [name, value] of Object.entries(kept)) {
      const order = value as Order;
      if (!name.startsWith(key("")) || !order.given || order.told) continue;
      const tab = await chrome.tabs.get(order.tab).catch(() => null);
      const left = tab !== null && !tab.url?.startsWith(chrome.runtime.getURL(PAGE));
      if (left) await this.#tell(name.slice(key("").length), order, true);
    }
  }

  async #open({ effect, location }: Open, from: number, meant: string): Promise<void> {
    const begun = await this.#kept(effect);
    if (begun) return this.#resume(effect, begun);
    const order = { tab: -1, from, meant, given: false, told: false };
    await this.#keep(effect, order);
    try {
      if (!isEffect(effect)) throw new Error("an order without a proper id");
      const tab = await this.#show(`${chrome.runtime.getURL(PAGE)}#${effect}`, location === "window", from, meant);
      await this.#keep(effect, { ...order, tab });
    } catch {
      await this.#tell(effect, order, false);
    }
  }

  /** An order that a former worker began: it is not done twice, only what became of it is told. */
  async #resume(effect: string, order: Order): Promise<void> {
    const there = await chrome.tabs.get(order.tab).then(() => true, () => false);
    await this.#tell(effect, order, there && order.given);
  }

  async #tell(effect: string, order: Order, ok: boolean): Promise<void> {
    if (order.told) return;
    await this.#keep(effect, { ...order, told: true });
    const tell = () => this.#host.request("join.opened", { effect, ok });
    // A host that ended just then is started again, and has to know.
    await tell().catch((why) => (why instanceof NoHost ? tell() : null)).catch(() => {});
  }

  async #show(url: string, inWindow: boolean, from: number, meant: string): Promise<number> {
    const again = this.#takeReuse(meant);
    const reused = again !== null && (await chrome.tabs.update(again, { url, active: true }).catch(() => null)); // closed: nothing was opened
    if (reused) return tabId(reused);
    if (inWindow) return tabId((await chrome.windows.create({ url, focused: true }))?.tabs?.[0]);
    const near = await chrome.tabs.get(from).catch(() => null);
    const place = near ? { windowId: near.windowId, index: near.index + 1, openerTabId: from } : {};
    return tabId(await chrome.tabs.create({ url, active: true, ...place }));
  }

  /** The tab that waits for an order of this session; another session's leaves it alone. */
  #takeReuse(meant: string): number | null {
    const session = sessionMeant(meant);
    if (!session || this.#reuse?.session !== session) return null;
    const { tab } = this.#reuse;
    this.#reuse = null;
    return tab;
  }

  /** An order, once its tab is known. */
  async #order(effect: string): Promise<Order | undefined> {
    await this.#opening.get(effect);
    return this.#kept(effect);
  }

  async #kept(effect: string): Promise<Order | undefined> {
    return (await chrome.storage.session.get(key(effect)))[key(effect)] as Order | undefined;
  }

  async #keep(effect: string, order: Order): Promise<void> {
    await chrome.storage.session.set({ [key(effect)]: order });
  }
}

function tabId(tab: chrome.tabs.Tab | undefined): number {
  if (tab?.id === undefined) throw new Error("the browser opened no tab");
  return tab.id;
}
