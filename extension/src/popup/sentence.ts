/** What the popup says of the page that is open, in one sentence: which rule and which value, or why there is nothing and what to do. */
import { fromPage } from "../content/faces";
import type { PopupStatus } from "../messages";
import type { Reason } from "../protocol.gen";
import type { Words } from "../words";

/** What a page is, by its address: only a site can have a rule. */
export type PageKind = "site" | "http" | "file" | "browser" | "store" | "document";

const STORES = /^https:\/\/(?:chromewebstore\.google\.com|chrome\.google\.com\/webstore|addons\.mozilla\.org|microsoftedge\.microsoft\.com\/addons)(?:\/|$)/;

/** A page whose address the browser keeps to itself is one of its own. */
export function kindOf(url: string): PageKind {
  if (!URL.canParse(url)) return "browser";
  const { protocol, pathname } = new URL(url);
  if (protocol === "file:") return "file";
  if (protocol === "http:") return "http";
  if (protocol !== "https:") return "browser";
  if (STORES.test(url)) return "store";
  return /\.pdf$/i.test(pathname) ? "document" : "site";
}

/** What the agent may do about the page here; "" is nothing. */
export type Offer = "add" | "confirm" | "type" | "grant" | "frames" | "stop" | "";

/** The one thing that is offered for a page. */
export function offerOf({ url, rule, frames, personRules, picking, view, why, host, regions }: PopupStatus): Offer {
  if (picking) return frames.length > 0 ? "frames" : "stop";
  if (kindOf(url) !== "site") return "";
  if (!rule) return personRules ? "add" : "";
  if (!rule.active) return personRules && rule.from !== "administrator" ? "confirm" : "";
  if (!rule.granted) return "grant";
  if (frames.length > 0) return "frames";
  return rule.from === "person" && personRules && !view && !why && regions.length === 0 && host === "ready" ? "type" : "";
}

/** The sentence; empty where the host's own says all. */
export function pageSentence(status: PopupStatus, words: Words): string {
  const { url, rule, rules, host, picking, personRules, frames } = status;
  const kind = kindOf(url);
  if (kind !== "site") return words.get(`popup_page_${kind}`);
  if (picking) return frames.length > 0 ? words.get("popup_picking_frame", siteOf(frames)) : words.get("popup_picking");
  if (!rule && rules === 0 && host !== "ready") return "";
  if (!rule) return words.get(`popup_no_rule${rules === 0 ? "s" : ""}${personRules ? "_add" : ""}`);
  if (!rule.active) return inactiveSentence(rule, personRules, words);
  return activeSentence(rule, status, words);
}

type Rule = NonNullable<PopupStatus["rule"]>;

function inactiveSentence({ from, name, kind }: Rule, personRules: boolean, words: Words): string {
  if (from === "administrator" || !personRules) return words.get("popup_inactive", name);
  if (kind) return words.get("popup_unconfirmed_kind", name);
  return words.get(from === "starter" ? "popup_unconfirmed" : "popup_draft", name);
}

function activeSentence(rule: Rule, { frames, view, why, host, visitorId, regions }: PopupStatus, words: Words): string {
  if (!rule.granted) return words.get("popup_off", siteOf(rule.origins));
  if (frames.length > 0) return words.get("popup_frames_off", siteOf(frames));
  if (why) return fromPage(why as Reason, words).below;
  if (host !== "ready") return ""; // nothing is known of the page then
  if (!view && regions.length > 0) return words.get("popup_several");
  if (!view) return words.get("popup_on_no_record", rule.name);
  const basic = view.reason === "basic_join" || view.reason === "saml_join" ? words.reason(view.reason) : ""; // what else would say that nobody is signed in
  const which = visitorId ? words.get("popup_rule_visitor", rule.name, visitorId) : words.get("popup_rule_nobody", rule.name);
  return [which, basic].filter(Boolean).join(" ");
}

/** The site as a person calls it: the host of the first address that would be granted. */
export function siteOf(origins: readonly string[]): string {
  return (origins[0] ?? "").replace(/^https:\/\//, "").replace(/\/\*$/, "").replace(/^\*\./, "");
}
