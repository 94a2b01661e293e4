/** A report of the services as plain text, for a person to send. It says what the page says. */
import type { LiveChange, LiveReport, LiveStep } from "../protocol.gen";
import type { Words } from "../words";

export function reportText(report: LiveReport, words: Words): string {
  const head = [
    words.get(report.ok ? "options_live_ok" : "options_live_failed"),
    `${report.at} · ${words.get("popup_host_version", report.host)} · ${report.system} · ${words.get("options_live_group", String(report.groupId))}`,
    (report.servers ?? []).join(" "),
  ];
  return [...head, ...report.steps.map((step) => stepText(step, words)), ""].join("\n");
}

function stepText(step: LiveStep, words: Words): string {
  const lines = [`${stateOf(step, words)}: ${nameOf(step.step, words)} (${milliseconds(step)}). ${step.says}`];
  for (const change of step.change ?? []) lines.push(`  ${changeText(change, words)}`);
  for (const { letter, held, text, back } of step.facts ?? []) lines.push(`  [${letter}] ${words.get(`options_live_held_${held}`)}: ${text}${back ? ` (${back})` : ""}`);
  return "\n" + lines.join("\n");
}

/** A step's name; the code of one that a newer host knows. */
export function nameOf(step: string, words: Words): string {
  return words.get(`options_live_step_${step}`) || step;
}

/** What became of a step, and for which other's sake it was not tried. */
export function stateOf({ state, because }: LiveStep, words: Words): string {
  return because ? words.get("options_live_because", nameOf(because, words)) : words.get(`options_live_state_${state}`);
}

/** What to set, as it is written in the administrator's file. */
export function changeText({ key, value }: LiveChange, words: Words): string {
  return words.get("options_live_change", `"${key}": ${value}`);
}

export function milliseconds({ milliseconds }: { milliseconds: number }): string {
  return `${Math.round(milliseconds)} ms`;
}
