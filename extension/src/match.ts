/** Match patterns of WebExtensions, https only, as site rules use them. */
import type { SiteRule } from "./protocol.gen";

/** The origin to be granted for a pattern: a grant has no path. Empty where it is no https pattern. */
export function grantFor(pattern: string): string {
  const host = /^https:\/\/((?:\*\.)?[A-Za-z0-9.-]+)\//.exec(pattern)?.[1];
  return host ? `https://${host}/*` : "";
}

/** Whether a pattern names an address. A pattern has no port: it names every port of its host. */
export function matches(pattern: string, address: string): boolean {
  const parts = /^https:\/\/(\*\.)?([A-Za-z0-9.-]+)(\/.*)$/.exec(pattern);
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!parts || url?.protocol !== "https:") return false;
  const [, wild, host, path] = parts as unknown as [string, string | undefined, string, string];
  const name = host.toLowerCase();
  const fits = url.hostname === name || (wild !== undefined && url.hostname.endsWith("." + name));
  return fits && glob(path, url.pathname + url.search);
}

/** The first rule that names an address and counts; an administrator's rules come first. */
export function ruleFor(rules: readonly SiteRule[], address: string): SiteRule | null {
  return rules.find((rule) => rule.active && names(rule.matches, address)) ?? null;
}

/** The same; where none counts, the first that would if it were confirmed. */
export function ruleNaming(rules: readonly SiteRule[], address: string): SiteRule | null {
  return ruleFor(rules, address) ?? rules.find((rule) => names(rule.matches, address)) ?? null;
}

/** Whether one of the patterns names an address. */
export function names(patterns: readonly string[] | undefined, address: string): boolean {
  return patterns?.some((pattern) => matches(pattern, address)) ?? false;
}

/** Compares piece by piece, so that no pattern can make it slow. */
function glob(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces.shift() ?? "";
  if (!text.startsWith(first)) return false;
  if (pieces.length === 0) return text === first;
  const last = pieces.pop() ?? "";
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
