/**
 * Who may say what. The sender is looked at before the message: a page's
 * script may be a hostile renderer, so it has three types of message, each
 * field of them bounded, about records of its own site and no other. The popup,
 * the options and the viewer's page are heard only from the extension's own
 * addresses.
 */
import { portNames } from "../messages";
import type { FromPage } from "../messages";
import { actions, maxAddress, maxID, maxKey, maxTitle, maxVisitorID, reasons } from "../protocol.gen";
import type { Action, Reason, Record, SiteRule } from "../protocol.gen";
import { localReasons } from "../words";

/** The part of chrome.runtime.MessageSender that is judged. */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined } | undefined;
}

/** A sender that may speak, as what. */
export type Caller =
  | { as: "page"; tab: number; origin: string }
  | { as: "join"; tab: number; effect: string }
  | { as: "popup" }
  | { as: "options" };

const LONGEST_SESSION = 100;
const LONGEST_URL = 8_000;

/** Whether a text may be the id of an order to open: it is put into an address as it is. */
export function isEffect(text: string): boolean {
  return /^[\w.:~-]{1,100}$/.test(text);
}

/** Judges the sender of a port; null is turned away. */
export function judge(name: string, sender: Sender | undefined, self: { id: string; base: string }): Caller | null {
  if (!sender || sender.id !== self.id || !sender.url || !URL.canParse(sender.url)) return null;
  const url = new URL(sender.url);
  if (sender.origin !== undefined && sender.origin !== url.origin && sender.origin + "/" !== self.base) return null;
  const bare = sender.url.split("#", 1)[0];
  if (name === portNames.popup) return bare === `${self.base}popup.html` ? { as: "popup" } : null;
  const tab = sender.tab?.id;
  if (tab === undefined || sender.frameId !== 0) return null;
  if (name === portNames.options) return bare === `${self.base}options.html` ? { as: "options" } : null;
  if (name === portNames.join) return bare === `${self.base}join.html` ? joinCaller(tab, url) : null;
  return name === portNames.page && url.protocol === "https:" ? { as: "page", tab, origin: url.origin } : null;
}

function joinCaller(tab: number, url: URL): Caller | null {
  const effect = url.hash.slice(1);
  return isEffect(effect) ? { as: "join", tab, effect } : null;
}

/** Reads a page's message; null where it is none of the three, or a field is out of bounds. */
export function readPage(message: unknown, origin: string, rule: SiteRule | null): FromPage | null {
  if (typeof message !== "object" || message === null) return null;
  const { type, watch, url, record, visitorId, why, action, key, session } = message as { [name: string]: unknown };
  if (type === "page") return text(url, LONGEST_URL) && sameOrigin(url, origin) ? { type, url } : null;
  if (!Number.isSafeInteger(watch)) return null;
  const meant = { watch: watch as number };
  if (type === "watch" && record === null) return { type, ...meant, record, visitorId: "", ...(isReason(why) ? { why } : {}) };
  if ((type !== "watch" && type !== "act") || !rule || !text(visitorId, maxVisitorID)) return null;
  const read = readRecord(record, origin, rule);
  if (!read) return null;
  if (type === "watch") return { type, ...meant, record: read, visitorId, ...(isReason(why) ? { why } : {}) };
  if (!actions.includes(action as Action)) return null;
  if (!optional(key, maxKey) || !optional(session, LONGEST_SESSION)) return null;
  return { type, ...meant, action: action as Action, record: read, visitorId, ...(key ? { key } : {}), ...(session ? { session } : {}) };
}

function readRecord(value: unknown, origin: string, rule: SiteRule): Record | null {
  if (typeof value !== "object" || value === null) return null;
  const { system, type, id, title, url } = value as { [name: string]: unknown };
  if (system !== rule.id || !rule.objects.some((object) => object.type === type)) return null;
  if (!text(id, maxID) || id === "" || !text(title, maxTitle) || !text(url, maxAddress)) return null;
  return sameOrigin(url, origin) ? { system, type: type as string, id, title, url } : null;
}

function text(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}

function isReason(value: unknown): value is string {
  return [...localReasons, ...reasons].includes(value as Reason);
}

function optional(value: unknown, most: number): value is string | undefined {
  return value === undefined || text(value, most);
}

function sameOrigin(address: string, origin: string): boolean {
  return URL.canParse(address) && new URL(address).origin === origin;
}
