/** Where the record's own number is looked for unless a person says otherwise, and what follows where it stands in the page. */
import { proposals, whole, type Proposal } from "./address";
import type { Address } from "./draft";
import { nameless, saysName } from "./hidden";

/** No word of a page's makers is longer. */
const LONGEST_WORD = 24;

/** Whether what an address proposes may be an id rather than a word of the page's makers: it has a digit, is long, or is the record's own name. */
export function isLikely(proposed: Proposal | undefined, names: readonly string[]): boolean {
  return proposed !== undefined && (/\d/.test(proposed.value) || proposed.value.length > LONGEST_WORD || saysName(proposed.value, names));
}

/** The place of the proposal that is taken, or "page": what the person chose, else the likeliest, if that may be an id. */
export function numberAt(address: string, chosen: string, names: readonly string[]): string {
  const all = proposals(address);
  if (chosen === "page" || (chosen && all[Number(chosen)])) return chosen;
  return isLikely(all[0], names) ? "0" : "page";
}

/** The pattern of the addresses of records whose id stands in the page. */
export function addressOfPage(address: string, names: readonly string[]): Address {
  return nameless(whole(new URL(address)), address, names);
}
