/** What is chosen on a record's page and may stand for somebody other than its customer. */
import { flatParent, within } from "./flat";
import { hosts } from "./host";
import { rootsIn } from "./survey";
import { visible } from "./seen";

/** Links that are looked at, at most; with more it is not certain whose one is. */
const MOST = 200;

/** Links to an address or a number; any other leads on, wherever it says. */
const CONTACT = "[href^=mailto],[href^=tel]";
/** What lists of others are made of, what leads on, and a window over the page. */
const LISTED = `tr,li,[role=row],[role$=item],[role=dialog],a:not(${CONTACT})`;

/**
 * Whether a part of a region may be another contact's: it is listed, in a window
 * over the page, or in what leads on, or is one of several addresses or numbers.
 * What holds any of the record's own nodes, or is all that one of them shows, is
 * the record's.
 */
export function mayBeOthers(target: Element, region: Element | null, own: readonly Node[]): boolean {
  if (hosts.has((target.getRootNode() as ShadowRoot).host)) return false;
  for (let at: Node | null = target; at instanceof Element && at !== region; at = flatParent(at)) {
    const part = at;
    if (own.some((node) => within(node, part) || (within(part, node as Element) && part.textContent === node.textContent))) return false;
    if (part.matches(LISTED) || isApart(part) || isOneOfSeveral(part, region)) return true;
  }
  return false;
}

/** Whether a part of the page lies over it, or does something when it is pressed; of an address or a number that says nothing. */
function isApart(part: Element): boolean {
  const { position, cursor } = getComputedStyle(part);
  return position === "fixed" || (cursor === "pointer" && !part.closest(CONTACT));
}

/** Whether it is a link to an address or a number, and not the only one of its kind. */
function isOneOfSeveral({ origin, protocol }: Partial<HTMLAnchorElement>, region: Element | null): boolean {
  if (origin !== "null") return false; // only what is on the web has one
  const links = rootsIn(region ?? document).flatMap((root) => [...root.querySelectorAll<HTMLAnchorElement>("a[href]")]);
  const all = links.filter((other) => other.protocol === protocol);
  return all.length > MOST || new Set(all.filter(visible).map(addressOf)).size > 1;
}

/** An address or a number without what does not make it another: a subject, spaces, case. */
function addressOf({ href }: HTMLAnchorElement): string {
  return href.replace(/\?.*|%20|[\s().-]/g, "").toLowerCase();
}
