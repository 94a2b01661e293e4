/** A rule on a page that is open: which value each of its ways finds there, or why none. */
import { normalise } from "../content/value";
import { parts, type Part } from "../picker/draft";
import type { Tried } from "../picker/try";
import type { Found } from "../picker/assess";
import type { Field, SiteRule } from "../protocol.gen";
import type { Words } from "../words";
import { element } from "./element";

/** Tries it in all frames of a tab that may be reached, and draws what came of it. */
export async function tryOn(rule: SiteRule, tab: chrome.tabs.Tab, words: Words): Promise<HTMLElement[]> {
  const target = { tabId: tab.id ?? -1, allFrames: true };
  try {
    await chrome.scripting.executeScript({ target, files: ["try.js"] });
    const [top] = await ask(rule, { tabId: target.tabId }, -1);
    if (!top || top.object < 0) return [element("p", "about", words.get("options_rule_other_page", tab.url ?? ""))];
    const frames = await ask(rule, target, top.object);
    return [element("p", "about", words.get("options_rule_tried", tab.url ?? "", rule.objects[top.object]?.type ?? "")), tableOf(rule, top.object, frames, words)];
  } catch {
    return [element("p", "note wrong", words.get("options_rule_not_reached"))];
  }
}

async function ask(rule: SiteRule, target: chrome.scripting.InjectionTarget, object: number): Promise<Tried[]> {
  const run = (objects: unknown, at: number) => (globalThis as unknown as { glanceTry(objects: unknown, at: number): unknown }).glanceTry(objects, at);
  const results = await chrome.scripting.executeScript({ target, func: run, args: [rule.objects, object] });
  return results.map(({ result }) => result as Tried).filter(Boolean);
}

function tableOf(rule: SiteRule, at: number, frames: Tried[], words: Words): HTMLElement {
  const object = rule.objects[at]!;
  const table = element("table");
  for (const part of parts) {
    object[part].forEach((field, of) => {
      const found = frames.map(({ found }) => found?.[part][of] ?? null).find((one) => one !== null) ?? null;
      const line = table.insertRow();
      line.append(element("th", "", words.get(`picker_part_${part}`)));
      line.insertCell().append(element("code", "", wayOf(field)));
      line.insertCell().textContent = said(found, part, rule, at, words);
    });
  }
  const frame = element("div", "frame");
  frame.append(table);
  return frame;
}

const nothing = { none: "options_rule_found_none", hidden: "options_rule_found_hidden", two: "options_rule_found_two" } as const;

/** A candidate in short: what is looked for. */
function wayOf(field: Field): string {
  return Object.entries(field).map(([name, value]) => `${name}: ${value}`).join(", ");
}

function said(found: Found | null, part: Part, rule: SiteRule, at: number, words: Words): string {
  if (!found) return words.get("options_rule_found_frame");
  if (found.kind !== "value") return words.get(nothing[found.kind]);
  const value = part === "visitorId" ? normalise(rule.objects[at]?.normalise, found.value) : found.value;
  return value === null ? words.get("options_rule_found_none") : value || words.get("options_rule_found_empty");
}
