/** Whether a value may be a visitor id, as far as the page can tell. */
import { fits } from "../content/read";
import { normalise } from "../content/value";
import type { ObjectRule } from "../protocol.gen";

type Steps = Pick<ObjectRule, "normalise" | "pattern" | "derive">;

/** Words that stand in the place of a value, in the languages of the product; what is all in such brackets says in any language that there is none. */
const NONE = /^(?:none|n\/a|null|undefined|no value|not set|not available|kein(?:e|er|s)?|k\. ?a\.|kein wert|nicht (?:gesetzt|angegeben|vorhanden|verfügbar)|لا يوجد|لا شيء|بدون قيمة|غير (?:محدد|متوفر|متاح))$/iu;

/** Whether a text says that there is no value, as the dash does that is read as nothing anyway. Only here: what shows a button compares texts, and knows no language. */
export function saysNone(text: string): boolean {
  return NONE.test(text.trim()) || /^(?:\(.*\)|<.*>)$/s.test(text.trim());
}

/** Whether what comes after the steps may be one: of an id that is derived only the host can say. */
export function admits({ pattern = "", derive }: Partial<Steps>, keyPattern: string): (visitorId: string) => boolean {
  return (visitorId) => visitorId !== "" && !saysNone(visitorId) && (derive !== undefined || (fits(visitorId, keyPattern) && fits(visitorId, pattern)));
}

/** The same of what a page shows. */
export function mayShow(steps: Partial<Steps>, keyPattern: string): (shown: string) => boolean {
  return (shown) => admits(steps, keyPattern)(normalise(steps.normalise, shown) ?? "");
}
