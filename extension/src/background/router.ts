/**
 * Who may say what. The sender is looked at before the message: a page's
 * script may be a hostile renderer, so it has eight types of message, each
 * field of them bounded, about records of its own site and no other. The popup,
 * the side panel, the options and the viewer's page are heard only from the extension's own
 * addresses.
 */
import { farthestDock, maxRegions, portNames } from "../messages";
import type { FrameAnswer, FromPage } from "../messages";
import { actions, maxAddress, maxID, maxKey, maxTitle, maxVisitorID, reasons } from "../protocol.gen";
import type { Action, Reason, Record, SiteRule } from "../protocol.gen";
import { localReasons } from "../words";

/** The part of chrome.runtime.MessageSender that is judged. */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined; url?: string | undefined } | undefined;
}

/** A sender that may speak, as what. */
export type Caller =
  | { as: "page"; tab: number; frame: number; origin: string; top: string } // top: the address of the tab's own page, where it is a frame's
  | { as: "join"; tab: number; effect: string }
  | { as: "picker"; tab: number; frame: number; url: string }
  | { as: "popup" }
  | { as: "panel" }
  | { as: "options" };

const LONGEST_SESSION = 100;
const LONGEST_URL = 8_000;
/** Of a frame's field, and of the way to a frame. */
const LONGEST_VALUE = 2_000;
const DEEPEST = 10;
/** Documents that have no address of their own, and their parent's origin. */
const bare = new Set(["about:blank", "about:srcdoc"]);

/** Whether a text may be the id of an order to open: it is put into an address as it is. */
export function isEffect(text: string): boolean {
  return /^[\w.:~-]{1,100}$/.test(text);
}

/** Judges the sender of a port; null is turned away. */
export function judge(name: string, sender: Sender | undefined, self: { id: string; base: string }): Caller | null {
  if (!sender || sender.id !== self.id || !sender.url || !URL.canParse(sender.url)) return null;
  if (name === portNames.page && sender.frameId) return judgeFrame(sender);
  if (name === portNames.picker) return judgePicker(sender.url, sender);
  const url = new URL(sender.url);
  if (sender.origin !== undefined && sender.origin !== url.origin && sender.origin + "/" !== self.base) return null;
  const plain = sender.url.split("#", 1)[0];
  if (name === portNames.popup) return plain === `${self.base}popup.html` ? { as: "popup" } : null;
  if (name === portNames.panel) return plain === `${self.base}panel.html` ? { as: "panel" } : null;
  const tab = sender.tab?.id;
  if (tab === undefined || sender.frameId !== 0) return null;
  if (name === portNames.options) return plain === `${self.base}options.html` ? { as: "options" } : null;
  if (name === portNames.join) return plain === `${self.base}join.html` ? joinCaller(tab, url) : null;
  return name === portNames.page && url.protocol === "https:" ? { as: "page", tab, frame: 0, origin: url.origin, top: "" } : null;
}

/** A frame's script: what it may say depends on the page around it, which must be known. */
function judgeFrame({ url = "", origin, frameId: frame, tab }: Sender): Caller | null {
  const own = bare.has(url.split("#", 1)[0] ?? "") ? origin : new URL(url).origin;
  if (!own?.startsWith("https://") || (origin !== undefined && origin !== own)) return null;
  if (tab?.id === undefined || !tab.url?.startsWith("https://") || !Number.isSafeInteger(frame) || frame! < 0) return null;
  return { as: "page", tab: tab.id, frame: frame!, origin: own, top: tab.url };
}

/** A picker in a page or a frame of it; only where one was begun is it heard. */
function judgePicker(url: string, { origin, frameId: frame, tab }: Sender): Caller | null {
  const own = new URL(url).origin;
  if (!own.startsWith("https://") || (origin !== undefined && origin !== own) || tab?.id === undefined) return null;
  return Number.isSafeInteger(frame) && frame! >= 0 ? { as: "picker", tab: tab.id, frame: frame!, url } : null;
}

function joinCaller(tab: number, url: URL): Caller | null {
  const effect = url.hash.slice(1);
  return isEffect(effect) ? { as: "join", tab, effect } : null;
}

/** Reads a page's message; null where it is none of the eight, or a field is out of bounds. Fields: how many a frame was given. */
export function readPage(message: unknown, origin: string, rule: SiteRule | null, fields = 0): FromPage | null {
  if (typeof message !== "object" || message === null) return null;
  const said = message as { [name: string]: unknown };
  switch (said["type"]) {
    case "page": return text(said["url"], LONGEST_URL) && sameOrigin(said["url"], origin) ? { type: "page", url: said["url"] } : null;
    case "watch": return readWatch(said, origin, rule);
    case "act": return readAct(said, origin, rule);
    case "dock": return readDock(said["dock"]);
    case "stopped": return isWhole(said["watch"]) ? { type: "stopped", watch: said["watch"] } : null;
    case "used": return isWhole(said["watch"]) ? { type: "used", watch: said["watch"] } : null;
    case "chosen": return readChosen(said);
    case "fields": return readFields(said, fields);
    default: return null;
  }
}

type Said = { [name: string]: unknown };

function readWatch(said: Said, origin: string, rule: SiteRule | null): FromPage | null {
  const { why, record, visitorId } = said;
  const meant = readMeant(said);
  if (!meant) return null;
  const doubt = isReason(why) ? { why } : {};
  if (record === null) return { type: "watch", ...meant, record, visitorId: "", ...doubt };
  const read = rule && readRecord(record, origin, rule);
  return read && text(visitorId, maxVisitorID) ? { type: "watch", ...meant, record: read, visitorId, ...doubt } : null;
}

function readAct(said: Said, origin: string, rule: SiteRule | null): FromPage | null {
  const { record, visitorId, action, key, session } = said;
  const meant = readMeant(said);
  const read = rule && readRecord(record, origin, rule);
  if (!meant || !read || !text(visitorId, maxVisitorID) || !actions.includes(action as Action)) return null;
  if (!optional(key, maxKey) || !optional(session, LONGEST_SESSION)) return null;
  return { type: "act", ...meant, action: action as Action, record: read, visitorId, ...(key ? { key } : {}), ...(session ? { session } : {}) };
}

/** The watch that is meant, and its region; the first where none is named. */
function readMeant({ watch, region = 0 }: Said): { watch: number; region?: number } | null {
  if (!isWhole(watch) || !isWhole(region) || region > maxRegions) return null;
  return { watch, ...(region > 0 ? { region } : {}) };
}

function readDock(value: unknown): FromPage | null {
  const { right, bottom, x, y } = (value ?? {}) as Said;
  if (typeof right !== "boolean" || typeof bottom !== "boolean" || !isWhole(x) || !isWhole(y) || x > farthestDock || y > farthestDock) return null;
  return { type: "dock", dock: { right, bottom, x, y } };
}

function readChosen({ choice, watch, why }: Said): FromPage | null {
  return isWhole(choice) && isWhole(watch) ? { type: "chosen", choice, watch, ...(isReason(why) ? { why } : {}) } : null;
}

/** What a frame says: exactly as many answers as it was given fields. */
function readFields({ ask, way, drawn, answers }: Said, fields: number): FromPage | null {
  if (fields === 0 || !isWhole(ask) || !isWhole(drawn)) return null;
  if (!Array.isArray(way) || way.length > DEEPEST || !way.every(isWhole)) return null;
  if (!Array.isArray(answers) || answers.length !== fields) return null;
  const read = answers.map(readAnswer);
  return read.every((answer) => answer !== null) ? { type: "fields", ask, way: [...way], drawn, answers: read } : null;
}

function readAnswer(value: unknown): FrameAnswer | null {
  const { values, hidden, many } = (value ?? {}) as Said;
  if (!Array.isArray(values) || values.length > 2 || !values.every((value) => text(value, LONGEST_VALUE))) return null;
  return { values: [...values], hidden: hidden === true, many: many === true };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
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
