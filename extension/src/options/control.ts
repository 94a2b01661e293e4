/** The control that fits a setting, and what it holds as text. */
import type { Words } from "../words";
import type { Definition } from "./definitions";
import { element } from "./element";

export interface Control {
  /** What is put into the row. */
  node: HTMLElement;
  /** What has the focus, and a label. */
  field: HTMLInputElement | HTMLSelectElement;
  text: string;
  /** Whether what is typed stays when it is refused; a choice goes back. */
  typed: boolean;
}

/** A control of a setting that the person may change. */
export function controlOf(definition: Definition, words: Words): Control {
  if (definition.kind === "switch") return switchOf();
  if (definition.kind === "select") return selectOf(definition, words);
  return fieldOf(definition, words);
}

function switchOf(): Control {
  const field = element("input", "switch");
  field.type = "checkbox";
  field.setAttribute("role", "switch");
  return {
    node: field,
    field,
    typed: false,
    get text() {
      return String(field.checked);
    },
    set text(text) {
      field.checked = text === "true";
    },
  };
}

function selectOf({ key, values }: Definition, words: Words): Control {
  const field = element("select");
  for (const value of values) field.add(new Option(words.get(`setting_${key}_${value}`) || value, value));
  return plain(field, field, false);
}

function fieldOf({ kind, least, most, unit }: Definition, words: Words): Control {
  const field = element("input");
  field.type = "text";
  field.spellcheck = false;
  field.autocomplete = "off";
  if (kind !== "number") return plain(field, field, true);
  field.inputMode = "numeric";
  field.size = String(most).length + 1;
  const node = element("span", "number");
  const limits = words.get("options_limits", String(least), String(most));
  node.append(field, element("span", "unit", unit ? `${words.get(`options_unit_${unit}`)}, ${limits}` : limits));
  return plain(node, field, true);
}

function plain(node: HTMLElement, field: HTMLInputElement | HTMLSelectElement, typed: boolean): Control {
  return {
    node,
    field,
    typed,
    get text() {
      return field.value;
    },
    set text(text) {
      field.value = text;
    },
  };
}
