/** What is chosen on a record's page and may stand for somebody other than its customer. */
import { parentOf, within } from "./flat";
import { rootsIn } from "./survey";
import { visible } from "./seen";

/** Links that are looked at, at most; with more it is not certain whose one is. */
const MOST = 200;

/** What a list of others is made of, and what is so where a link in it leads on in the CRM: pages are laid out in these too. */
const LISTED = "thead~tbody>tr,[role=row]";
const LEADING = "a,tr,li,[role$=item],[role=option]";

/**
 * Whether a part of a region may be another contact's: it is in a row, or a
 * link that leads on in the CRM, or is one of several addresses or numbers. What
 * holds any of the record's own nodes is the record's.
 */
export function mayBeOthers(target: Element, region: Element | null, own: readonly Node[]): boolean {
  for (let at: Node | null = target; at instanceof Element && at !== region; at = parentOf(at)) {
    const part = at;
    if (own.some((node) => within(node, part))) return false;
    if (part.matches(LISTED) || (part.matches(LEADING) && [part, ...linksIn(part)].some(leadsOn)) || isOneOfSeveral(part, region)) return true;
  }
  return false;
}

function linksIn(part: Element | Document): HTMLAnchorElement[] {
  return rootsIn(part).flatMap((root) => [...root.querySelectorAll<HTMLAnchorElement>("a[href]")]);
}

/** Whether it is a link to another address of the CRM's. */
function leadsOn(link: Partial<HTMLAnchorElement>): boolean {
  return link.origin === location.origin && link.href !== location.href && !link.download;
}

/** Whether it is a link to an address or a number, and not the only one of its kind. */
function isOneOfSeveral({ origin, protocol }: Partial<HTMLAnchorElement>, region: Element | null): boolean {
  if (origin !== "null") return false; // only what is on the web has one
  const all = linksIn(region ?? document).filter((other) => other.protocol === protocol);
  return all.length > MOST || new Set(all.filter(visible).map(addressOf)).size > 1;
}

/** An address or a number without what does not make it another: a subject, spaces, case. */
function addressOf({ href }: HTMLAnchorElement): string {
  return (href.split("?", 1)[0] ?? "").toLowerCase().replace(/%20|[\s().-]/g, "");
}
