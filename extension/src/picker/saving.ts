/** The end of the picker's last step: the rule's name, whose customers its pages show, and the ways to keep it. */
import { isConfirmed } from "./draft";
import { about, choices, control, row, textField, wrong } from "./panel";
import { element } from "./pointer";
import type { PickerState } from "./says";
import type { StepWorld } from "./steps";

/** What is there once a record agreed. */
export function saveOf(state: PickerState, world: StepWorld): HTMLElement[] {
  const { draft, saving, mistake, environments } = state;
  if (draft.seen.length === 0) return [];
  const { words, choosing, choose, say } = world;
  const name = choosing.name ?? draft.name;
  const field = textField(words.get("picker_rule_name"), name, "name", 100, (name) => choose({ name }));
  const label = element("label", "about", words.get("picker_rule_name"));
  label.append(field);
  const { environment } = choosing;
  const told = environments.length === 0 || environment !== null;
  const save = (confirm: boolean) => say({ type: "save", name: name.trim() || draft.name, confirm, ...(environments.length > 0 ? { environment: environment ?? "" } : {}) });
  const use = control("main", words.get("picker_save"), () => save(true), "save");
  const keep = control("link", words.get("picker_keep"), () => save(false), "keep");
  use.setAttribute("aria-disabled", String(saving || !told || !isConfirmed(draft)));
  keep.setAttribute("aria-disabled", String(saving || !told));
  const why = mistake && words.get(mistake === "away" || mistake === "long" ? `picker_save_${mistake}` : "picker_mistake", mistake);
  return [...(isConfirmed(draft) ? [label] : []), ...environmentOf(environments, world), ...wrong(why), row(use, keep)];
}

/** Whose customers these pages show, where there are environments: nothing is saved without an answer. */
function environmentOf(environments: readonly string[], { words, choosing, choose }: StepWorld): HTMLElement[] {
  if (environments.length === 0) return [];
  const question = words.get("picker_environment");
  const all = [{ value: "", text: words.get("picker_environment_own") }, ...environments.map((value) => ({ value, text: value, code: true }))];
  return [element("p", "question", question), about(words.get("picker_environment_about")), choices("environment", question, all, choosing.environment ?? "?", (environment) => choose({ environment }))];
}
