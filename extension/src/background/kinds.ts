/** Which kind of record an address is of, and whether the rule that names it has that kind confirmed. */
import { pathGroups } from "../content/resolve";
import { names, ruleNaming } from "../match";
import type { ObjectRule, SiteRule } from "../protocol.gen";

/** The objects of a rule that are records at this address; lists alone are none. */
export function objectsAt({ objects }: Pick<SiteRule, "objects">, address: string): ObjectRule[] {
  return objects.filter((object) => (object.visitorId?.length ?? 0) > 0 && pathGroups(object, address) !== null);
}

/** The objects that count: of a rule that was confirmed some may wait for that yet. */
export function counting({ objects }: Pick<SiteRule, "objects">): ObjectRule[] {
  return objects.filter(({ draft }) => !draft);
}

/**
 * The rule to speak of at an address. Where a person's rule names it, and the
 * kind of record that it is of is a draft there, or only in the starter rule that
 * was confirmed with it, that one is to be confirmed: kind is true then.
 */
export function ruleShown(rules: readonly SiteRule[], address: string): { rule: SiteRule | null; kind: boolean } {
  const rule = ruleNaming(rules, address);
  if (rule?.from !== "person") return { rule, kind: false };
  const here = objectsAt(rule, address);
  if (counting({ objects: here }).length > 0) return { rule, kind: false };
  if (here.length > 0) return { rule: { ...rule, active: false }, kind: rule.active };
  const starter = starterOf(rules, rule);
  const offered = starter && names(starter.matches, address) && objectsAt(starter, address).length > 0;
  return offered ? { rule: starter, kind: true } : { rule, kind: false };
}

/** The starter rule that a person's was confirmed from. */
export function starterOf(rules: readonly SiteRule[], { starter }: SiteRule): SiteRule | null {
  return (starter && rules.find(({ id, from }) => from === "starter" && id === starter)) || null;
}

/** A person's own rule that a starter rule was confirmed with on a site. */
export function confirmedOf(rules: readonly SiteRule[], starter: SiteRule, site: string): SiteRule | null {
  return rules.find(({ from, starter: of, matches }) => from === "person" && of === starter.id && matches.includes(site)) ?? null;
}
