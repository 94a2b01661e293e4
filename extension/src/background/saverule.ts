/** Saves what a picker made: a new rule, a further kind of record of a person's own, or a starter rule that was confirmed here. */
import { idFor, ruleOf, type Example, type RuleFile } from "../picker/save";
import type { Draft } from "../picker/draft";
import { maxRuleText, type SiteRule } from "../protocol.gen";
import { confirmedOf } from "./kinds";
import { HostError, type HostPort } from "./port";

/** What became of it: the rule's id, or why it was not saved: the host's sentence, or "away" where there is no host. */
export interface Saved {
  id?: string;
  wrong?: string;
}

/** What a person decided of a rule when it was saved. */
export interface Decided {
  /** It counts from now on; otherwise it is kept as a draft. */
  confirm: boolean;
  /** The environment that a new rule's pages belong to; empty for the settings themselves. */
  environment: string;
}

export async function saveRule(host: HostPort, rules: readonly SiteRule[], draft: Draft, examples: readonly Example[], { confirm, environment }: Decided): Promise<Saved> {
  try {
    const { id, file } = await baseOf(host, rules, draft, environment);
    const text = JSON.stringify(ruleOf(draft, id, file, examples, confirm, today()), null, 2) + "\n";
    if (new TextEncoder().encode(text).length > maxRuleText) return { wrong: "long" };
    const { id: saved, mistake } = await host.request("rules.save", { text });
    return saved ? { id: saved } : { wrong: mistake || "away" };
  } catch (why) {
    return { wrong: (why instanceof HostError && why.message) || "away" };
  }
}

/** The person's rule that a draft goes on from; null where it begins one. */
export function ownOf(rules: readonly SiteRule[], { base, site }: Draft): SiteRule | null {
  const rule = rules.find(({ id }) => id === base);
  if (rule?.from === "starter") return confirmedOf(rules, rule, site);
  return rule?.from === "person" ? rule : null;
}

/** The file that a draft goes on from. A starter rule is confirmed in a file of the person's own, one for each site: they may be of different environments. */
async function baseOf(host: HostPort, rules: readonly SiteRule[], draft: Draft, environment: string): Promise<{ id: string; file: RuleFile }> {
  const own = ownOf(rules, draft);
  if (own) return { id: own.id, file: JSON.parse((await host.request("rules.get", { id: own.id })).text) as RuleFile };
  const rule = rules.find(({ id, from }) => id === draft.base && from === "starter");
  const wanted = rule ? `${rule.id}-confirmed` : new URL(draft.site.replace("*", "")).hostname;
  const id = idFor(wanted, new Set(rules.map((one) => one.id)));
  const where = environment || rule?.environment;
  const more = { ...(where ? { environment: where } : {}), ...(rule?.groupId ? { groupId: rule.groupId } : {}), ...(rule ? { starter: rule.id } : {}) };
  return { id, file: { id, name: draft.name, matches: [draft.site], ...more, objects: [] } };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
