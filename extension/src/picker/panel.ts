/** The picker's own window in the page: which step it is, what to do, and what has been found. It draws what the steps give it. */
import type { Words } from "../words";
import { element } from "./pointer";

/** One step, ready to draw. */
export interface Drawn {
  title: string;
  /** Such as "2 of 6"; empty where there is nothing to count. */
  count: string;
  nodes: HTMLElement[];
  /** What is said to who hears the page, when it changes. */
  spoken: string;
}

/** Says texts to who hears the page, each once. In a frame it stands by itself: the window has the steps. */
export class Speaker {
  readonly node = element("p", "status");
  #spoken = "";

  constructor() {
    this.node.setAttribute("role", "status");
    this.node.setAttribute("aria-live", "polite");
  }

  say(text: string): void {
    if (text !== this.#spoken) this.node.textContent = text;
    this.#spoken = text;
  }
}

export class Panel {
  readonly node = element("div", "panel right");
  #words: Words;
  #title = element("h2");
  #count = element("span", "count");
  #body = element("div", "body");
  #speaker: Speaker;
  /** A press is under way: what it is on stays until it is done. */
  #pressed = false;
  #waiting: Drawn | null = null;

  constructor(into: HTMLElement, words: Words, leave: () => void, speaker: Speaker) {
    this.#words = words;
    this.#speaker = speaker;
    this.node.setAttribute("role", "dialog");
    this.node.setAttribute("aria-label", words.get("picker_name"));
    const head = element("div", "head");
    const mark = element("span", "g", "g");
    mark.setAttribute("aria-hidden", "true");
    const move = control("link", words.get("picker_move"), () => this.move());
    move.dataset["key"] = "move";
    const close = control("link", words.get("picker_leave"), leave);
    close.dataset["key"] = "leave";
    head.append(mark, this.#count, move, close);
    this.node.append(head, this.#body, speaker.node);
    into.append(this.node);
    this.node.addEventListener("pointerdown", () => (this.#pressed = true), { capture: true });
    for (const type of ["pointerup", "pointercancel", "pointerleave"]) this.node.addEventListener(type, () => setTimeout(() => this.#release()));
  }

  /** Stands on the other side, where it covers something else. */
  move(): void {
    this.node.classList.toggle("left");
    this.node.classList.toggle("right");
    this.node.classList.toggle("up");
  }

  /** Moves away from what it would cover. */
  avoid(box: DOMRect | null): void {
    const own = this.node.getBoundingClientRect();
    if (box && box.right > own.left && box.left < own.right && box.bottom > own.top && box.top < own.bottom && box.width < innerWidth / 2) this.move();
  }

  /** Draws a step; what had the focus keeps it, by its key, where it is there again. */
  show(drawn: Drawn): void {
    this.#waiting = this.#pressed ? drawn : null;
    if (!this.#pressed) this.#draw(drawn);
  }

  #release(): void {
    this.#pressed = false;
    if (this.#waiting) this.show(this.#waiting);
  }

  #draw({ title, count, nodes, spoken }: Drawn): void {
    const held = this.#held();
    this.#title.textContent = title;
    this.#count.textContent = count;
    this.#body.replaceChildren(this.#title, ...nodes);
    if (held) this.#refocus(held);
    this.say(spoken);
  }

  /** Says a text to who hears the page. */
  say(text: string): void {
    this.#speaker.say(text);
  }

  /** Gives the first control of the step the focus. */
  focus(): void {
    (this.#body.querySelector<HTMLElement>("[data-first]") ?? this.#body.querySelector<HTMLElement>("input, button"))?.focus();
  }

  get words(): Words {
    return this.#words;
  }

  #held(): { key: string } | null {
    const { activeElement } = this.node.getRootNode() as ShadowRoot;
    return activeElement instanceof HTMLElement && this.node.contains(activeElement) ? { key: activeElement.dataset["key"] ?? "" } : null;
  }

  #refocus({ key }: { key: string }): void {
    const again = [...this.node.querySelectorAll<HTMLElement>("[data-key]")].find((node) => node.dataset["key"] === key);
    if (again) again.focus({ preventScroll: true });
    else this.focus();
  }
}

/** A button that counts only when a person presses it. Its key finds it again when the step is drawn anew. */
export function control(kind: string, text: string, press: () => void, key = text): HTMLButtonElement {
  const made = element("button", kind, text);
  made.type = "button";
  made.dataset["key"] = key;
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    if (event.isTrusted && made.getAttribute("aria-disabled") !== "true") press();
  });
  return made;
}

/** One of several, of which a person takes one; a code is shown as such. */
export interface Choice {
  value: string;
  text: string;
  code?: boolean;
}

/** Radio buttons in a group with a name. */
export function choices(name: string, label: string, all: Choice[], chosen: string, choose: (value: string) => void): HTMLElement {
  const group = element("div", "choices");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", label);
  for (const { value, text, code } of all) {
    const line = element("label");
    const radio = element("input");
    Object.assign(radio, { type: "radio", name, value, checked: value === chosen });
    radio.dataset["key"] = `${name} ${value}`;
    if (value === chosen) radio.dataset["first"] = "";
    radio.addEventListener("change", (event) => event.isTrusted && choose(value));
    line.append(radio, element(code ? "code" : "span", "", text));
    group.append(line);
  }
  return group;
}

/** A field for a text of a person's own. What is typed in it is not the page's. */
export function textField(label: string, value: string, key: string, most: number, typed: (text: string) => void): HTMLInputElement {
  const field = element("input");
  Object.assign(field, { type: "text", value, maxLength: most, autocomplete: "off", spellcheck: false });
  field.setAttribute("aria-label", label);
  field.dataset["key"] = key;
  field.addEventListener("input", (event) => event.isTrusted && typed(field.value));
  return field;
}

/** A text that explains. */
export function about(text: string): HTMLElement {
  return element("p", "about", text);
}

/** What went wrong, where there is something. */
export function wrong(text: string): HTMLElement[] {
  return text ? [element("p", "problem wrong", text)] : [];
}

/** Controls side by side. */
export function row(...nodes: HTMLElement[]): HTMLElement {
  const line = element("div", "do");
  line.append(...nodes);
  return line;
}

/** The control that a step which begins gives the keyboard to. */
export function first<T extends HTMLElement>(node: T): T {
  node.dataset["first"] = "";
  return node;
}
