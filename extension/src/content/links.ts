/** Links of a record's page that may stand for somebody other than its customer. */
import { parentOf } from "./flat";
import { rootsIn } from "./survey";
import { visible } from "./seen";

/** Links that are looked at, at most; with more it is not certain whose one is. */
const MOST = 200;

/** Whether the link that a part of a region is in, if any, may be another contact's: it leads on in the CRM, or is one of several addresses or numbers. */
export function mayBeOthers(target: Element, region: Element | null): boolean {
  const link = linkAround(target);
  if (!link || !URL.canParse(link.href)) return false;
  const { protocol, origin, pathname, search, hash } = new URL(link.href);
  if (/^https?:$/.test(protocol)) return origin === location.origin && pathname + search + hash !== location.pathname + location.search + location.hash && !link.hasAttribute("download");
  const roots = rootsIn(region ?? document);
  const all = roots.flatMap((root) => [...root.querySelectorAll<HTMLAnchorElement>("a[href]")]).filter((other) => other.protocol === protocol);
  return all.length > MOST || new Set(all.filter(visible).map(addressOf)).size > 1;
}

function linkAround(target: Element): HTMLAnchorElement | null {
  for (let at: Node | null = target; at; at = parentOf(at)) if (at instanceof HTMLAnchorElement && at.hasAttribute("href")) return at;
  return null;
}

/** An address or a number without what does not make it another: a subject, spaces, case. */
function addressOf({ href }: HTMLAnchorElement): string {
  return (href.split("?", 1)[0] ?? "").toLowerCase().replace(/%20|[\s().-]/g, "");
}
