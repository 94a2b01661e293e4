/**
 * What of a record's address is the record's own: it goes into no rule. An id is
 * told by how it looks (address.ts); here is the rest: what a pattern leaves open,
 * and words of the customer's name.
 */
import { pathGroups } from "../content/resolve";
import type { ObjectRule } from "../protocol.gen";
import { literal, typeIn } from "./address";
import type { Address } from "./draft";

/** What was put in the place of a text: such a part says nothing. */
const STAND_IN = /^value-\d+$/;

/** A redacted address with a stand-in for whatever the pattern of its pages leaves open. */
export function hidden(address: string, object: Pick<ObjectRule, "path" | "search" | "hash">): string {
  const groups = pathGroups(object, address) ?? {};
  const open = new Set(Object.entries(groups).flatMap(([name, values]) => (name.startsWith("?") ? [] : values)));
  let next = Math.max(0, ...[...address.matchAll(/value-(\d+)/g)].map(([, number]) => Number(number)));
  const stand = (part: string) => (open.has(decoded(part)) && !STAND_IN.test(part) ? `value-${++next}` : part);
  const { origin, pathname, search, hash } = new URL(address);
  const through = (path: string) => path.split("/").map(stand).join("/");
  return origin + through(pathname) + search + through(hash);
}

/** The patterns of an address, in which a part that has a word of the record's name stands for any. */
export function nameless(address: Address, url: string, names: readonly string[]): Address {
  const { pathname, hash } = new URL(url);
  return { ...address, path: opened(address.path, pathname, names, ""), hash: opened(address.hash, hash.replace(/^#!?/, ""), names, "([^\\/\\?]+)") };
}

function opened(pattern: string, path: string, names: readonly string[], ends: string): string {
  const own = path.split("?", 1)[0]!.split("/").filter((part) => saysName(decoded(part), names));
  return own.reduce((made, part) => {
    const used = [...made.matchAll(/:p(\d+)/g)].map(([, number]) => Number(number));
    const name = `/:p${Math.max(0, ...used) + 1}${ends}`;
    return made.split(/(?<!\[\^\\)(?=\/)/).map((piece) => replaced(piece, literal(part), name)).join("");
  }, pattern);
}

/** A piece of a pattern, from its slash on; what may stand behind its part stays. */
function replaced(piece: string, part: string, name: string): string {
  const [before = "", ...behind] = piece.split(/(?=\{)/);
  return before === `/${part}` ? name + behind.join("") : piece;
}

/** Whether a part of an address has a word of a name in it, and is not the CRM's own word for the kind of record. */
export function saysName(part: string, names: readonly string[]): boolean {
  const words = wordsOf(part);
  return typeIn(part) === "" && names.flatMap(wordsOf).some((word) => word.length >= 3 && words.includes(word));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
