/** What an address tells of a record: whether it is one of an object's pages, and the named parts of it. */
import { maxAddress } from "../protocol.gen";
import type { ObjectRule } from "../protocol.gen";

/** The values of the named groups, and of the query's parameters under a question mark and their name. */
export type Groups = { [name: string]: readonly string[] };

/** The named parts of an object's address; null where the address is not one of its pages. */
export function pathGroups({ path, search, hash }: Pick<ObjectRule, "path" | "search" | "hash">, address: string): Groups | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const parts = [match("pathname", path, url.pathname), search ? match("search", search, url.search.slice(1)) : {}, hash ? match("hash", hash, url.hash.slice(1)) : {}];
  const groups: { [name: string]: string[] } = {};
  for (const part of parts) {
    if (!part) return null;
    for (const [name, value] of Object.entries(part)) (groups[name] ??= []).push(value);
  }
  url.searchParams.forEach((_, name) => (groups[`?${name}`] ??= url.searchParams.getAll(name))); // Firefox lets a content script not iterate them
  return groups;
}

/** A rule's patterns, and each is made once. */
const patterns = new Map<string, URLPattern>();

/** The named groups of one part of an address, decoded; null where it does not match, is longer than any record's, or the pattern is none. */
export function match(part: "pathname" | "search" | "hash", pattern: string, text: string): { [name: string]: string } | null {
  if (text.length > maxAddress) return null;
  try {
    const name = `${part} ${pattern}`;
    const made = patterns.get(name) ?? new URLPattern({ [part]: pattern });
    patterns.set(name, made);
    const found = made.exec({ [part]: text });
    return found && Object.fromEntries(Object.entries(found[part].groups).filter(([name]) => !/^\d/.test(name)).map(([name, value]) => [name, decode(value ?? "")]));
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
