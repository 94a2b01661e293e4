/**
 * Which names in a page may be built upon. What changes at each render, or
 * holds a record's own data, finds nothing on the next record, or the wrong one.
 */

/** Names that libraries make up anew at each render. */
const MADE_UP = /^(?:radix-|ui-id-|ember\d|input-\d|mui-|headlessui-|react-|:r|reach-|downshift-|chakra-|popover-\d|tippy-|ext-gen|gwt-|yui_|auto_?id|aria-\d|cdk-|mat-[a-z-]+-\d)/i;

/** Whether a name is likely to be another at the next render or on the next record: it has a number or a hash in it. */
export function isVolatile(name: string): boolean {
  if (name === "" || name.length > 80 || MADE_UP.test(name)) return true;
  if (/\d{3,}|[-_:.]\d+(?=[-_:.]|$)|^\d+$|\d+[-_:]\d+/.test(name)) return true;
  return name.split(/[-_:.\s/]+/).some(isHash);
}

/** A word that nobody would write: letters and digits mixed, or a long row of hexadecimal digits. */
function isHash(word: string): boolean {
  if (word.length < 5) return false;
  if (/^[0-9a-f]{8,}$/i.test(word) && /\d/.test(word)) return true;
  const digits = word.replace(/\D/g, "").length;
  return digits > 0 && /[a-z]/i.test(word) && ((/[a-z]\d+[a-z]|\d[a-z]+\d/i.test(word) && digits >= 2) || digits >= 3 || /[a-z]\d[a-z]\w*\d/i.test(word));
}

/** Classes of how something looks or stands, and those that tools make up. */
const LOOKS = /^(?:col|row|flex|grid|inline|block|text|font|bg|border|rounded|shadow|items|justify|align|float|pull|[pm][xytblrse]?|w|h|d|sm|md|lg|xl|btn|is|has|no|active|current|selected|focus(?:ed)?|hover|open|show|visible|hidden|clearfix|container|wrapper|odd|even|first|last|css|sc|jss|svelte|ng|emotion)(?:[-_]|$)/i;

/** Whether a class says what a thing is: words, and none of how it looks. */
export function isTelling(name: string): boolean {
  return /^[A-Za-z]+(?:[-_]{1,2}[A-Za-z]+)*$/.test(name) && !LOOKS.test(name) && name.split(/[-_]+/).every((word) => word.length < 5 || word.length > 8 || !/[a-z].*[A-Z].*[A-Z]/.test(word));
}

/** Compared without case and white space. */
function plain(text: string): string {
  return text.replace(/\s+/gu, " ").trim().toLowerCase();
}

/** Whether a text holds any of these values: whole, or, where it is long enough not to be chance, in it, also as an address would write it. */
export function holds(text: string, values: readonly string[]): boolean {
  const [all, words] = [plain(text), wordsOf(text)];
  return values.map(plain).some((value) => {
    if (value === "" || all === value) return value !== "";
    if (value.length < 3) return all.split(/[^\p{L}\p{N}]+/u).includes(value);
    return all.includes(value) || (wordsOf(value).trim().includes(" ") && words.includes(wordsOf(value)));
  });
}

/** The words of a text, without accents, each between spaces. */
function wordsOf(text: string): string {
  return ` ${text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" ")} `;
}

/** Whether a text may be a field's label: short words without what records hold, such as numbers, addresses, or a date. */
export function mayLabel(text: string, values: readonly string[]): boolean {
  const label = plain(text).replace(/\s*[:*]+$/, "");
  if (label === "" || label.length > 60 || !/\p{L}{2}/u.test(label)) return false;
  if (/@|:\/\/|www\.|\d{2,}|[<>{}|]|[.!?]$/.test(label) || label.split(" ").length > 6) return false;
  return !holds(label, values);
}
