/** From what a page shows to a value that others can be compared with. */
import type { Normalise } from "../protocol.gen";

/** Nothing longer is read from a page; the host's own limits are lower. */
export const LONGEST = 2_000;

/** The first so many UTF-16 units of a text. Half a character, which the host takes for no text at all, is one that nobody knows. */
export function begin(text: string, most: number): string {
  return text.slice(0, most).replace(/\p{Cs}/gu, "\uFFFD");
}

/** Joins white space, drops left-to-right marks around a value, which turn nothing about, and takes the dash that CRMs show for an empty field as empty. */
export function plain(text: string): string {
  const joined = begin(text.replace(/\s+/gu, " ").replace(/^[ \u200e]+|[ \u200e]+$/g, ""), LONGEST);
  return /^[-–—]+$/.test(joined) ? "" : joined;
}

/**
 * Takes a value out of a text, as the host does: what is behind the first
 * "after" and before the first "before" that follows it, in its case. Null where
 * a literal is not there, or where a case is wanted of other than ASCII.
 */
export function normalise(steps: Normalise | undefined, text: string): string | null {
  let value = text.trim();
  if (!steps || value === "") return value;
  if (steps.after) {
    const at = value.indexOf(steps.after);
    if (at < 0) return null;
    value = value.slice(at + steps.after.length);
  }
  if (steps.before) {
    const at = value.indexOf(steps.before);
    if (at < 0) return null;
    value = value.slice(0, at);
  }
  value = value.trim();
  if (!steps.case) return value;
  if (/[^\0-\x7f]/.test(value)) return null;
  return steps.case === "lower" ? value.toLowerCase() : value.toUpperCase();
}
