/** What is said of an element that is pointed at: its label, its value, and why it cannot be what is asked for. */
import type { Words } from "../words";
import { mayShow } from "./admit";
import { valueOf } from "./candidates";
import type { Step } from "./draft";
import { hostOf } from "./frame";
import { labelsOf } from "./label";
import type { Said } from "./pointer";
import type { PickerState } from "./says";

/** No more of a value is shown beside it. */
const MOST_SHOWN = 90;
/** No longer text is a value. */
const LONGEST = 300;

export function saidOf(found: Element, step: Step | "", state: PickerState | null, words: Words): Said {
  const value = valueOf(found);
  const [label = ""] = labelsOf(found, [value]);
  const no = whyNot(found, value, step, state);
  return { label, value: value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value, no: no && words.get(no) };
}

/** Why an element cannot be what is asked for, as the name of a message; empty where it can. */
function whyNot(found: Element, value: string, step: Step | "", state: PickerState | null): string {
  if (found.matches("iframe, frame")) return state?.frames.includes(hostOf(found)) ? "picker_no_frame" : "picker_no_other";
  if (step === "anchor") return "";
  if (value === "") return "picker_no_value";
  if (value.length > LONGEST) return "picker_no_long";
  return step === "visitorId" && !mayShow(state?.draft.rest ?? {}, state?.keyPattern ?? "")(value) ? "picker_no_visitor" : "";
}
