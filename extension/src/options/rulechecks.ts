/** A rule's own tests: its redacted pages, drawn here once more, and whether it finds in each what it found then. */
import { replay, type Outcome } from "../picker/replay";
import { isOf, type RuleFile } from "../picker/save";
import type { Words } from "../words";
import { element } from "./element";
import type { RulesWorld } from "./rules";

/** What became of them. */
export function resultsOf(text: string, { words, say }: RulesWorld): HTMLElement[] {
  const rule = parsed(text);
  const examples = rule?.examples ?? [];
  if (!rule || examples.length === 0) return [element("p", "about", words.get("options_rule_no_tests"))];
  const stage = element("div", "stage");
  stage.setAttribute("aria-hidden", "true");
  document.body.append(stage);
  try {
    const all = examples.map(({ type, page, url = "" }) => {
      const tried = rule.objects.filter((one) => one.visitorId && isOf({ type, url }, one)).map((one) => replay(one, page, stage));
      return { type, outcomes: tried.find((outcomes) => outcomes?.every(({ ok }) => ok)) ?? tried[0] ?? null };
    });
    const passed = all.filter(({ outcomes }) => outcomes?.every(({ ok }) => ok)).length;
    const sum = words.get(passed === all.length ? "options_rule_passed" : "options_rule_failed", String(passed), String(all.length));
    say(sum);
    return [element("p", passed === all.length ? "note done" : "note wrong", sum), ...all.flatMap(({ type, outcomes }, at) => failures(at, type, outcomes, words))];
  } finally {
    stage.remove();
  }
}

function failures(at: number, type: string, outcomes: Outcome[] | null, words: Words): HTMLElement[] {
  const name = `${at + 1}. ${type}`;
  if (!outcomes) return [element("p", "about", words.get("options_rule_no_such", name))];
  return outcomes.filter(({ ok }) => !ok).map(({ part, wanted, found }) => element("p", "about", `${name}, ${words.get(`picker_part_${part}`)}: ${words.get("options_rule_wanted", wanted, found)}`));
}

function parsed(text: string): RuleFile | null {
  try {
    return JSON.parse(text) as RuleFile;
  } catch {
    return null;
  }
}
