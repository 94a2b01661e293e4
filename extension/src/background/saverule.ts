/** Saves what a picker made: a new rule, a further kind of record of a person's own, or a starter rule that was confirmed here. */
import { idFor, ruleOf, type Example, type RuleFile } from "../picker/save";
import type { Draft } from "../picker/draft";
import { maxRuleText, type SiteRule } from "../protocol.gen";
import { HostError, type HostPort } from "./port";

/** What became of it: the rule's id, or why it was not saved: the host's sentence, or "away" where there is no host. */
export interface Saved {
  id?: string;
  wrong?: string;
}

export async function saveRule(host: HostPort, rules: readonly SiteRule[], draft: Draft, examples: readonly Example[], confirm: boolean): Promise<Saved> {
  try {
    const { id, file } = await baseOf(host, rules, draft);
    const text = JSON.stringify(ruleOf(draft, id, file, examples, confirm, today()), null, 2) + "\n";
    if (new TextEncoder().encode(text).length > maxRuleText) return { wrong: "long" };
    const { id: saved, mistake } = await host.request("rules.save", { text });
    return saved ? { id: saved } : { wrong: mistake || "away" };
  } catch (why) {
    return { wrong: (why instanceof HostError && why.message) || "away" };
  }
}

/** The file that a draft goes on from; null for a new one. A starter rule is confirmed in a file of the person's own. */
async function baseOf(host: HostPort, rules: readonly SiteRule[], { base, site }: Draft): Promise<{ id: string; file: RuleFile | null }> {
  const rule = rules.find(({ id }) => id === base);
  const id = rule?.from === "starter" ? `${rule.id}-confirmed` : (rule?.id ?? "");
  if (rules.some((one) => one.id === id && one.from === "person")) return { id, file: JSON.parse((await host.request("rules.get", { id })).text) as RuleFile };
  if (rule?.from !== "starter") return { id: idFor(new URL(site.replace("*", "")).hostname, new Set(rules.map((one) => one.id))), file: null };
  const { name, groupId, environment } = rule;
  return { id, file: { id, name, matches: [], objects: [], ...(groupId ? { groupId } : {}), ...(environment ? { environment } : {}) } };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
