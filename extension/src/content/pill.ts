/** The nodes of the button, made once and filled for each state. */
import type { Words } from "../words";
import type { Shown } from "./faces";

export class Pill {
  readonly group = element("div", "glance");
  readonly field = element("input", "");
  /** Whether the key field stands in the right part. */
  typing = false;

  /** Constructed: it stands under any content security policy. */
  #sheet = new CSSStyleSheet();
  #pill = element("div", "pill");
  #right = element("div", "right");
  #face = element("span", "left");
  #mark = element("span", "mark");
  #ring = element("span", "ring");
  #whose = element("span", "whose");
  #words = element("span", "words");
  #length = element("span", "length");
  #dot = element("span", "dot");
  #next = element("span", "next");
  #below = element("div", "below");
  #status = element("span", "status");
  #links: HTMLButtonElement[] = [];
  #label: (name: string) => string;

  constructor(root: ShadowRoot | HTMLElement, words: Words) {
    const scope = root instanceof ShadowRoot ? root : document;
    scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, this.#sheet];
    this.#mark.textContent = "g";
    for (const decoration of [this.#mark, this.#ring, this.#dot]) decoration.setAttribute("aria-hidden", "true");
    this.#status.setAttribute("role", "status");
    this.#status.setAttribute("aria-live", "polite");
    this.#below.id = "glance-below";
    this.group.setAttribute("role", "group");
    this.group.lang = words.get("language");
    this.group.dir = words.get("direction") || "ltr";
    this.#label = (name) => words.get("group_label", name);
    this.group.setAttribute("aria-describedby", this.#below.id);
    this.#setUpField(words);
    this.#pill.append(this.#right);
    this.group.append(this.#pill, this.#below, this.#status);
    root.append(this.group);
    let attended = false;
    const attend = (now: boolean) => {
      attended = now;
      this.#below.hidden = !this.#isBelowShown(attended);
    };
    this.group.addEventListener("pointerenter", () => attend(true));
    this.group.addEventListener("pointerleave", () => attend(this.group.matches(":focus-within")));
    this.group.addEventListener("focusin", () => attend(true));
    this.group.addEventListener("focusout", () => attend(false));
  }

  /** Gives it its style, once, and tells whether it did. */
  dress(style: string): boolean {
    const bare = this.#sheet.cssRules.length === 0 && style !== "";
    if (bare) this.#sheet.replaceSync(style);
    return bare;
  }

  #when: Shown["when"] = "shown";
  #isBelowShown(attended: boolean): boolean {
    return this.#below.textContent !== "" && (this.#when === "shown" || (this.#when === "attended" && attended));
  }

  #setUpField(words: Words): void {
    this.field.type = "text";
    this.field.autocomplete = "off";
    this.field.spellcheck = false;
    this.field.setAttribute("aria-label", words.get("key_name"));
    this.field.setAttribute("inputmode", "text");
  }

  /** Draws a state; main is the left part where that is a button. */
  draw(shown: Shown, main: HTMLButtonElement | null, links: HTMLButtonElement[], typing: boolean): void {
    this.typing = typing;
    this.group.className = `glance ${shown.presence}`;
    const left = main ?? this.#face;
    if (this.#pill.firstChild !== left) this.#pill.firstChild === this.#right ? this.#pill.prepend(left) : this.#pill.firstChild?.replaceWith(left);
    fill(left, [shown.busy ? this.#ring : this.#mark, ...(shown.whose ? [this.#whose] : []), this.#words, ...(shown.since === null ? [] : [this.#length]), ...(shown.dot ? [this.#dot] : [])]);
    setText(this.#mark, "g");
    setText(this.#whose, shown.whose ?? "");
    setText(this.#words, shown.words);
    this.group.setAttribute("aria-label", this.#label(shown.whose ?? ""));
    setText(this.#next, typing ? "" : shown.next);
    this.#next.title = shown.nextTitle;
    fill(this.#right, [...(shown.next && !typing ? [this.#next] : []), ...(typing ? [this.field] : []), ...links]);
    this.#links = main ? [main, ...links] : links;
    this.#pill.classList.toggle("alone", this.#right.childElementCount === 0);
    this.group.setAttribute("aria-busy", String(shown.busy));
  }

  below(text: string, quoted: boolean, when: Shown["when"]): void {
    setText(this.#below, text);
    this.#below.classList.toggle("quoted", quoted);
    this.#when = when;
    this.#below.hidden = !this.#isBelowShown(this.group.matches(":hover, :focus-within"));
  }

  length(text: string): void {
    setText(this.#length, text);
  }

  status(text: string): void {
    setText(this.#status, text);
  }

  /** Marks the key field as wrong with a sentence, or as right with none. */
  invalid(sentence: string): void {
    this.field.setAttribute("aria-invalid", String(sentence !== ""));
    this.field.title = sentence;
  }

  /** The control that takes the focus when the one that had it is gone. */
  first(): HTMLElement | undefined {
    return this.typing ? this.field : this.#links[0];
  }
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Gives a parent exactly these children, and leaves alone what stands right already. */
function fill(parent: Element, children: Element[]): void {
  const same = parent.childElementCount === children.length && children.every((child, at) => parent.children[at] === child);
  if (!same) parent.replaceChildren(...children);
}
