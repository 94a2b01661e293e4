/**
 * One setting: its words, its control or its value, where the value comes from,
 * and what became of a change. What is typed stays until it counts or is undone.
 */
import type { Setting } from "../protocol.gen";
import type { Words } from "../words";
import { controlOf, type Control } from "./control";
import type { Definition } from "./definitions";
import { element, link } from "./element";
import type { Mistake } from "./mistakes";
import { sourceOf } from "./source";
import { jsonOf, textOf } from "./value";

/** Sets a setting, or takes it back where json is empty; answers why not, or nothing. */
export type Save = (key: string, json: string) => Promise<string>;

/** After this long a change that does not count yet is explained, in milliseconds. */
const PATIENCE = 2_000;

export class Row {
  readonly node = element("div", "row");
  readonly label: string;
  /** What a search looks through. */
  readonly text: string;

  #definition: Definition;
  #words: Words;
  #save: Save;
  #setting: Setting | null = null;
  #control: Control | null = null;
  /** What the control was last given: what differs from it was typed. */
  #given = "";
  /** The JSON of a change that does not count yet; empty where one's own is taken back. */
  #awaited: string | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #name = element("label", "label");
  #place = element("div", "place");
  #source = element("p", "source");
  #mistakes = element("div", "mistakes");
  #note = element("p", "note");

  constructor(definition: Definition, words: Words, save: Save) {
    this.#definition = definition;
    this.#words = words;
    this.#save = save;
    const { key } = definition;
    this.label = words.get(`setting_${key}_label`) || key;
    const about = words.get(`setting_${key}_words`);
    this.text = `${key} ${this.label} ${about}`;
    this.node.id = `setting-${key}`;
    this.#name.textContent = this.label;
    this.#name.id = `${key}-label`;
    this.#source.id = `${key}-source`;
    this.#note.id = `${key}-note`;
    const what = element("p", "about", about);
    what.id = `${key}-about`;
    const left = element("div", "what");
    left.append(this.#name, element("code", "key", key), what);
    const right = element("div", "how");
    right.append(this.#place, this.#note, this.#source, this.#mistakes);
    this.node.append(left, right);
  }

  get editable(): boolean {
    return this.#setting?.own ?? false;
  }

  /** Draws the setting as it counts now. */
  show(setting: Setting, mistakes: Mistake[]): void {
    const built = this.#setting !== null && this.editable === (setting.own ?? false);
    this.#setting = setting;
    if (!built) this.#build();
    if (this.#control) this.#give(textOf(this.#definition, setting.value));
    else this.#read(setting);
    this.#settle(setting);
    this.#drawSource(setting);
    this.#mistakes.replaceChildren(...mistakes.map(({ sentence, place }) => element("p", "note wrong", `${sentence} (${place})`)));
  }

  #build(): void {
    this.#control = this.editable ? controlOf(this.#definition, this.#words) : null;
    this.node.classList.toggle("fixed", !this.#control);
    this.#place.replaceChildren();
    this.#note.replaceChildren();
    this.#given = "";
    if (!this.#control) return this.#name.removeAttribute("for");
    const { field, node } = this.#control;
    field.id = `${this.#definition.key}-field`;
    field.setAttribute("aria-describedby", ["about", "source", "note"].map((part) => `${this.#definition.key}-${part}`).join(" "));
    this.#name.htmlFor = field.id;
    this.#given = this.#control.text;
    field.addEventListener("change", () => void this.#change());
    field.addEventListener("keydown", (event) => (event as KeyboardEvent).key === "Escape" && this.#undo());
    this.#place.append(node);
  }

  /** Shows a value that the person may not change. */
  #read({ value, secret, source }: Setting): void {
    const { key, kind, unit, values } = this.#definition;
    const words = this.#words;
    let text = secret ? words.get("options_secret") : textOf(this.#definition, value);
    if (kind === "switch") text = words.get(value === "true" ? "options_on" : "options_off");
    if (values.includes(text)) text = words.get(`setting_${key}_${text}`) || text;
    if (unit) text = `${text} ${words.get(`options_unit_${unit}`)}`;
    const empty = text === "" || (source === "default" && (text === "{}" || (key === "groupId" && text === "0")));
    const shown = element("output", empty ? "value empty" : "value", empty ? words.get("options_empty") : text);
    shown.setAttribute("aria-labelledby", this.#name.id);
    this.#place.replaceChildren(shown);
  }

  #give(text: string): void {
    const control = this.#control as Control;
    if (control.text === this.#given) control.text = text;
    this.#given = text;
  }

  #drawSource(setting: Setting): void {
    const { words, path } = sourceOf(setting, this.#definition.layer, this.#words);
    this.#source.replaceChildren(path ? `${words}: ` : words);
    if (path) this.#source.append(element("code", "", path));
    if (setting.source !== "person" || !setting.own) return;
    const back = link(this.#words.get("options_take_back"), () => void this.#send(""));
    back.setAttribute("aria-describedby", this.#name.id);
    this.#source.append(" ", back);
  }

  async #change(): Promise<void> {
    const json = jsonOf(this.#definition, this.#control?.text ?? "");
    if (json === null) return this.#refuse(this.#words.get("options_no_number"));
    if (json === this.#setting?.value && this.#setting.source === "person") return this.#undo();
    await this.#send(json);
  }

  async #send(json: string): Promise<void> {
    this.#say("busy", this.#words.get("options_saving"));
    this.#awaited = json;
    if (json === "" && this.#control) this.#control.text = this.#given;
    const wrong = await this.#save(this.#definition.key, json);
    if (this.#awaited !== json) return; // it counts already, or another change followed
    if (wrong) return this.#refuse(wrong);
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#say("busy", this.#words.get("options_saved_later")), PATIENCE);
  }

  /** Says that an awaited change counts, once it does. */
  #settle({ source, value }: Setting): void {
    if (this.#awaited === null) return;
    const counts = this.#awaited === "" ? source !== "person" : source === "person" && value === this.#awaited;
    if (!counts) return;
    this.#awaited = null;
    clearTimeout(this.#patience);
    if (this.#control && jsonOf(this.#definition, this.#control.text) === value) this.#restore();
    this.#say("done", this.#words.get("options_saved"));
  }

  #refuse(wrong: string): void {
    this.#awaited = null;
    if (!this.#control?.typed) this.#restore();
    this.#say("wrong", wrong);
    if (this.#control?.typed) this.#note.append(" ", link(this.#words.get("options_undo"), () => this.#undo(true)));
    this.#control?.field.setAttribute("aria-invalid", "true");
  }

  /** Puts what counts in the place of what was typed. */
  #undo(focus = false): void {
    this.#restore();
    this.#say("done", "");
    if (focus) this.#control?.field.focus();
  }

  #restore(): void {
    if (this.#control) this.#control.text = this.#given;
  }

  #say(kind: "busy" | "done" | "wrong", text: string): void {
    this.#note.className = `note ${kind}`;
    this.#note.textContent = text;
    this.#control?.field.removeAttribute("aria-invalid");
    if (kind !== "busy" && text) this.onSaid(`${this.label}: ${text}`);
  }

  /** What became of a change, for who hears the page rather than sees it. */
  onSaid: (sentence: string) => void = () => {};
}
