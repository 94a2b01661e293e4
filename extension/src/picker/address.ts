/**
 * What the address of a record tells: which part of it may be the record's id,
 * and the pattern of all such addresses.
 */
import type { Field } from "../protocol.gen";
import type { Address } from "./draft";

/** One way to read the record's id from the address. */
export interface Proposal {
  value: string;
  field: Field;
  address: Address;
}

/** Parameters whose value says which kind of page it is, the plainest first. */
const KINDS = ["etn", "entity", "entityname", "entitytype", "object", "objecttype", "objtype", "model", "type", "typename", "module", "table", "sysparm_table", "tab", "section", "pagetype", "page", "view"];
/** Parameters that name a record, and those that name everybody's. */
const IDS = /^(?:id|uid|guid|uuid|oid|cid|record|sys_?id|(?:record|object|contact|lead|account|case|ticket|customer|person|client|entity)[-_.]?id)$/i;
const NO_IDS = /^(?:app|tenant|org|organi[sz]ation|user|owner|portal|hub|team|session|view|tab|layout|form|page|menu|action|lang|locale|v|version)[-_.]?(?:id)?$/i;
const MOST = 12;

/** What may be the record's id in an address, the likeliest first. */
export function proposals(address: string): Proposal[] {
  const url = new URL(address);
  const named = (all: [string, string][]) => all.filter(([name, value]) => value !== "" && value.length <= 200 && /^[A-Za-z0-9_.~-]{1,100}$/.test(name));
  const found = [
    ...segmentsOf(url.pathname).map(({ at, value, late }) => ({ score: scoreOfPart(value, late), value, field: { path: "id" }, address: { ...whole(url), path: patternOf(url.pathname, at) } })),
    ...named(parameters(url)).map(([name, value]) => ({ score: score(value) + scoreOfName(name), value, field: { query: name }, address: { ...whole(url), search: searchOf(url, name) } })),
    ...segmentsOf(fragmentOf(url)).map(({ at, value, late }) => ({ score: scoreOfPart(value, late), value, field: { path: "id" }, address: { ...whole(url), hash: hashOf(url, at) } })),
    ...named(pairsOf(url)).map(([name, value]) => ({ score: score(value) + scoreOfName(name), value, field: { path: "id" }, address: { ...whole(url), hash: hashOfPairs(url, name) } })),
  ];
  const best = Math.max(0, ...found.map(({ score }) => score));
  const likely = found.filter(({ score }) => score > 0 && (best < 4 || score >= 3));
  return likely.sort((a, b) => b.score - a.score).slice(0, MOST).map(({ value, field, address }) => ({ value, field, address }));
}

/** The address as a pattern without the record's id in it: where a field of the page has that. */
export function whole(url: URL): Address {
  return { path: patternOf(url.pathname, -1), search: searchOf(url, ""), hash: fragmentOf(url) ? hashOf(url, -1) : "" };
}

/** The fragment where it is an address of its own, as in a page that never loads another. */
function fragmentOf(url: URL): string {
  const fragment = url.hash.replace(/^#!?/, "").split("?", 1)[0] ?? "";
  return fragment.includes("/") && !PAIRS.test(fragment) ? fragment : "";
}

/** A fragment that is written like a query: #id=7&model=partner. */
const PAIRS = /^[A-Za-z0-9_.~-]+=/;

/** The names and values of such a fragment, or of the query in one that is an address of its own. */
function pairsOf({ hash }: URL): [string, string][] {
  return parameters(new URL(`?${splitFragment(hash).query}`, "https://fragment.invalid"));
}

function scoreOfName(name: string): number {
  return IDS.test(name) ? 4 : NO_IDS.test(name) ? -6 : -1;
}

/** A word for a list, or for a part of a record, is less likely a record's id than any other word. */
function scoreOfPart(value: string, late: number): number {
  return (score(value) + late) * (isListsWord(value) || PARTS.test(value) ? 0.3 : 1);
}

/** What CRMs call lists, beside the words for kinds of record; and the parts of a record. */
const LISTS = /^(?:lists?|index|all|my|search|browse|recents?|tables?|board|home|dashboard|records|items|users|clients|members|partners|patients|orders|deals|opportunities)$/i;
const PARTS = /^(?:overview|views?|new|create|edit|details?|profile|summary|activit(?:y|ies)|timeline|notes|record)$/i;

function isListsWord(part: string): boolean {
  return part.split(/[-_. ]/).every((word) => LISTS.test(word) || typeIn(word) !== "");
}

/** Whether an address looks like a list's: it ends in a word for one, and nothing in it has a digit. */
export function looksLikeList(address: string): boolean {
  const url = new URL(address);
  const last = segmentsOf(fragmentOf(url) || url.pathname).at(-1);
  return last !== undefined && isListsWord(last.value) && !proposals(address).some(({ value }) => /\d/.test(value));
}

/** The parts of a path; what comes late is the record's rather than the account's. */
function segmentsOf(path: string): { at: number; value: string; late: number }[] {
  const parts = path.replace(OWN, "").split("/");
  const all = parts.map((part, at) => ({ at, value: decoded(part), late: (at / parts.length) * 0.9 }));
  return all.filter(({ value }) => value !== "" && value.length <= 200);
}

/** A path's parts, without what is added to the last. */
export function partsOf(path: string): string[] {
  return path.replace(OWN, "").split("/");
}

/** A fragment as an address of its own, and what in it is written like a query. */
export function splitFragment(hash: string): { path: string; query: string } {
  const [, path = "", query = ""] = /^(#!?(?:(?![\w.~-]+=)[^?]*\/[^?]*\??)?)(.*)$/s.exec(hash) ?? [];
  return { path, query: PAIRS.test(query) ? query : "" };
}

/** What a server or a router adds to the last part of a path: ;jsessionid=…, ;view=…. */
const OWN = /;[^/]*$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How much a text looks like an id. */
function score(text: string): number {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)) return 9;
  if (/^\d{2,}$/.test(text)) return 8;
  if (/^[a-z0-9]{15}(?:[a-z0-9]{3})?$/i.test(text) && /\d/.test(text)) return 8;
  if (/^[0-9a-f]{12,}$/i.test(text)) return 7;
  if (/^\d+$/.test(text)) return 4;
  const digits = text.replace(/\D/g, "").length;
  if (digits >= 2 && text.length >= 4) return 5;
  return digits > 0 ? 1 : /^[a-z]+(?:[-_][a-z]+)*$/.test(text) && text.length <= 24 ? 0.5 : 1;
}

/** Whether a part of an address looks like an id, rather than like a word of the page's makers. */
export function looksLikeId(part: string): boolean {
  return score(decoded(part)) >= 4;
}

/** A pathname as a URLPattern: the record's id is :id, what else looks like one is :p1, :p2. */
export function patternOf(path: string, id: number, ends = ""): string {
  let others = 0;
  const own = OWN.test(path) ? "{;*}?" : "";
  return path.replace(OWN, "").split("/").map((part, at) => {
    if (at === id) return `:id${ends}`;
    return score(decoded(part)) >= 4 ? `:p${++others}${ends}` : literal(part);
  }).join("/") + own;
}

/** The same of a fragment, where a name would go on behind the next slash, and what follows a question mark says nothing. */
function hashOf(url: URL, id: number): string {
  const bang = url.hash.startsWith("#!") ? "!" : "";
  const fragment = fragmentOf(url);
  const pattern = patternOf(fragment, id, OWN.test(fragment) ? "([^\\/\\?;]+)" : "([^\\/\\?]+)");
  return bang + pattern + (/:p\d|;\*/.test(pattern) ? "" : "{\\?*}?");
}

/** The same of a fragment that is written like a query, or has one: the id and its kind, in the order in which they stand. */
function hashOfPairs(url: URL, id: string): string {
  const all = pairsOf(url);
  const kind = kindOf(all, id);
  const there = all.filter(([name]) => name === id || name === kind?.[0]);
  const said = there.map(([name, value]) => `${literal(name)}=${name === id ? ":id([\\w.~%\\-]+)" : literal(value)}`).join("&{*&}?");
  const [before, behind] = [all[0] === there[0] ? "" : "{*&}?", all.at(-1) === there.at(-1) ? "" : "&*"];
  const path = fragmentOf(url) && `${patternOf(fragmentOf(url), -1, "([^\\/\\?]+)")}\\?`;
  return (url.hash.startsWith("#!") ? "!" : "") + path + before + said + behind;
}

/** What a URLPattern takes as it is. */
export function literal(text: string): string {
  return text.replace(/[\\(){}*+?:]/g, "\\$&");
}

/** The query as a URLPattern: only a parameter that says which kind of page it is counts. */
function searchOf(url: URL, id: string): string {
  const kind = kindOf(parameters(url), id);
  return kind ? `*${literal(kind[0])}=${literal(kind[1])}*` : "";
}

/** The parameter that says which kind of page it is. */
function kindOf(all: [string, string][], id: string): [string, string] | undefined {
  const there = all.filter(([name, value]) => name !== id && KINDS.includes(name.toLowerCase()) && /^[\w.-]{1,60}$/.test(value) && score(value) < 4);
  return there.sort(([a], [b]) => KINDS.indexOf(a.toLowerCase()) - KINDS.indexOf(b.toLowerCase()))[0];
}

/** The pattern that fits a second address too, by one more part that differs; empty where they are of another kind. */
export function widened(pattern: string, path: string): string {
  const [parts, given] = [pattern.split("/"), path.split("/")];
  if (parts.length !== given.length) return "";
  const used = parts.filter((part) => /^:p\d+$/.test(part)).length;
  let more = 0;
  const wide = parts.map((part, at) => (part.startsWith(":") || part === literal(given[at] ?? "") ? part : `:p${used + ++more}`));
  return more > 0 && more <= 2 ? wide.join("/") : "";
}

/** The word for the kind of record that an address holds, if it is one of the usual. */
export function typeIn(address: string): string {
  const words = address.toLowerCase().split(/[^a-z]+/);
  const known: [string, RegExp][] = [["contact", /^(?:contacts?|persons?|people|customers?|requesters?)$/], ["lead", /^leads?$/], ["account", /^(?:accounts?|compan(?:y|ies)|organi[sz]ations?)$/], ["case", /^(?:cases?|tickets?|incidents?)$/]];
  return known.find(([, like]) => words.some((word) => like.test(word)))?.[0] ?? "";
}

/** The match pattern of a frame that holds fields: its own site, and its path without what looks like an id or is a value of the record. */
export function framePattern(address: string, value = ""): string {
  const { hostname, pathname } = new URL(address);
  const isOpen = (part: string) => score(part) >= 4 || (part !== "" && part.toLowerCase() === value.toLowerCase());
  const path = pathname.split("/").map((part) => (isOpen(decoded(part)) ? "*" : part)).join("/");
  return `https://${hostname}${path.slice(0, 300)}*`.replace(/\*+$/, "*");
}

/** The query's names and values. Firefox lets a content script not iterate them. */
export function parameters(url: URL): [string, string][] {
  const list: [string, string][] = [];
  url.searchParams.forEach((value, name) => list.push([name, value]));
  return list;
}
