/**
 * Draws one state into a root: a pill of two parts, and a sentence below while
 * it helps. Nodes are kept from state to state as long as they do the same for
 * the same subject, so that neither focus nor a press under way is lost.
 */
import type { Action } from "../protocol.gen";
import type { Words } from "../words";
import { lengthOf, type Link, type LinkAction, type Shown } from "./faces";
import type { Guard } from "./exposure";
import { Pill } from "./pill";

/** What a button needs of those around it. */
export interface ButtonWorld {
  words: Words;
  guard: Guard;
  /** Whether a typed key may be one; the host decides. */
  keyFits(key: string): boolean;
  act(action: Action, session: string, key?: string): void;
  retry(): void;
  /** Whether another button says the same: this one is not announced. */
  quiet?: boolean;
}

/**
 * A typed key without the blanks that surround it, or that part the groups it is
 * read out in. Whatever else it holds, line breaks and what nobody sees included,
 * stays and makes it none. The host does the same.
 */
export function plainKey(typed: string): string {
  return typed.trim().replace(/[\t\p{Zs}]/gu, "");
}

export class Button {
  #world: ButtonWorld;
  #pill: Pill;
  #shown: Shown | null = null;
  #controls = new Map<string, HTMLButtonElement>();
  /** What each control was made to say. */
  #drawn = new Map<HTMLButtonElement, string>();
  #typing = false;
  #why = false;
  #more = false;
  #spoken = "";
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(root: ShadowRoot | HTMLElement, world: ButtonWorld) {
    this.#world = world;
    this.#pill = new Pill(root, world.words);
    this.#pill.field.addEventListener("keydown", (event) => this.#typed(event));
    this.#pill.field.addEventListener("beforeinput", (event) => this.#lines(event));
    this.#pill.field.addEventListener("input", () => this.#pill.invalid(""));
    this.#pill.group.addEventListener("keydown", (event) => this.#escape(event as KeyboardEvent));
    world.guard.add(this.#pill.field, "key");
  }

  /** Gives the button its style. */
  dress(style: string): void {
    if (this.#pill.dress(style)) this.#world.guard.dressed?.();
  }

  /** Draws a state. */
  show(shown: Shown): void {
    const before = this.#shown;
    if (before?.subject !== shown.subject || before.words !== shown.words) this.#settleDown(shown);
    if (before?.subject !== shown.subject) this.#forget();
    this.#shown = shown;
    this.#draw();
    this.#speak([shown.words, shown.next, shown.when === "shown" ? shown.below : ""].filter(Boolean).join(". "));
    this.#tick(shown);
  }

  /** Says a sentence in the status and below the button, until the next state. */
  notice(sentence: string): void {
    this.#pill.below(sentence, false, "shown");
    this.#pill.group.title = sentence;
    this.#speak(sentence);
  }

  /** Brings the button into view with its sentence; a key field that stands open gets the focus. */
  point(): void {
    this.#pill.group.scrollIntoView({ block: "nearest" });
    if (this.#shown?.key === "asked" && !this.#shown.main && this.#shown.links[0]?.action === "key") return this.ask(this.#shown.below);
    this.#why = false;
    this.#explain();
    if (this.#pill.typing) this.#pill.field.focus();
  }

  /** Brings it into view with a sentence, and the key field opened where a key may be typed. */
  ask(sentence: string): void {
    this.#pill.group.scrollIntoView({ block: "nearest" });
    this.#typing ||= this.#shown?.key === "asked";
    this.#draw();
    this.notice(sentence);
    if (this.#pill.typing) this.#pill.field.focus();
  }

  stop(): void {
    clearInterval(this.#clock);
    this.#world.guard.stop();
  }

  #settleDown(shown: Shown): void {
    this.#why = false;
    this.#more &&= shown.more.length > 0 && this.#shown?.subject === shown.subject && this.#shown.session === shown.session;
    this.#typing &&= shown.key === "asked" && this.#shown?.subject === shown.subject;
    this.#pill.group.title = "";
  }

  #forget(): void {
    for (const [, node] of this.#controls) this.#world.guard.remove(node);
    this.#controls.clear();
    this.#pill.field.value = "";
    this.#pill.invalid("");
  }

  #draw(): void {
    if (!this.#shown) return;
    const opened = this.#typing && this.#shown.key === "asked";
    const shown = opened ? whileTyping(this.#shown) : this.#shown;
    const held = this.#held();
    const typing = opened || shown.key === "always";
    const main = shown.main && this.#control(shown.main, "left");
    const links = typing ? [this.#control({ action: "key", label: this.#world.words.get("action_join_key") }, "link")] : this.#linksOf(shown);
    this.#pill.draw(shown, main, links, typing);
    this.#pill.below(shown.below, shown.quoted, shown.when === "why" && this.#why ? "shown" : shown.when);
    this.#sweep(new Set([...(main ? [main] : []), ...links]));
    this.#drawn = new Map([...this.#controls.values()].map((node) => [node, node.textContent ?? ""]));
    if (held) this.#refocus(held);
  }

  #linksOf(shown: Shown): HTMLButtonElement[] {
    const more: Link[] = shown.more.length > 0 ? [{ action: "more", label: this.#world.words.get(this.#more ? "link_less" : "link_more") }] : [];
    return [...(this.#more ? shown.more : shown.links), ...more].map((link) => this.#control(link, "link"));
  }

  /** The node of one action for the present subject, made once. */
  #control({ action, label }: Link, kind: "left" | "link"): HTMLButtonElement {
    const name = `${kind} ${action} ${this.#typing ? "typing" : ""} ${this.#shown?.session}`;
    const node = this.#controls.get(name) ?? this.#make(name, action, kind);
    if (kind === "link" && node.textContent !== label) node.textContent = label;
    if (action === "why" || action === "more") node.setAttribute("aria-expanded", String(action === "why" ? this.#why : this.#more));
    return node;
  }

  #make(name: string, action: LinkAction, kind: string): HTMLButtonElement {
    const node = document.createElement("button");
    node.type = "button";
    node.className = kind;
    node.dataset["action"] = action;
    node.addEventListener("click", (event) => this.#clicked(event, node, action));
    this.#controls.set(name, node);
    this.#world.guard.add(node, action);
    return node;
  }

  #sweep(used: ReadonlySet<HTMLButtonElement>): void {
    for (const [name, node] of this.#controls) {
      if (used.has(node)) continue;
      this.#world.guard.remove(node);
      this.#controls.delete(name);
    }
  }

  #clicked(event: MouseEvent, node: HTMLButtonElement, action: LinkAction): void {
    const said = node.textContent === this.#drawn.get(node);
    const refused = this.#world.guard.judge(event, node, action) ?? (said ? null : "covered");
    if (refused === "untrusted") return;
    if (refused) return this.notice(this.#world.words.get(`click_${refused}`));
    if (action === "why") return this.#explain();
    if (action === "more") return this.#unfold();
    if (action === "retry") return this.#world.retry();
    if (action === "reload") return location.reload();
    if (action !== "key") return this.#do(action);
    if (this.#pill.typing) return this.#join();
    this.#typing = true;
    this.#draw();
    this.#pill.field.focus();
  }

  #do(action: Exclude<LinkAction, "why" | "retry" | "reload" | "more" | "key">): void {
    this.#more = false;
    this.#world.act(action, this.#shown?.session ?? "");
  }

  /** Shows what Glance's program can do in the place of the other links, or those again. */
  #unfold(): void {
    this.#more = !this.#more;
    this.#draw();
  }

  #explain(): void {
    this.#why = !this.#why;
    this.#draw();
    if (this.#why) this.#speak(this.#shown?.below ?? "");
  }

  #typed(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "Escape") return this.#escape(event);
    if (event.key !== "Enter" || event.isComposing) return;
    const refused = this.#world.guard.judge(event, this.#pill.field, "key");
    if (!refused) this.#join();
    else if (refused !== "untrusted") this.notice(this.#world.words.get(`click_${refused}`));
  }

  #join(): void {
    const key = plainKey(this.#pill.field.value);
    if (!key || !this.#world.keyFits(key)) return this.#wrong(key ? "reason_bad_key" : "key_empty");
    this.#typing = false;
    this.#pill.field.value = "";
    this.#world.act("key", this.#shown?.session ?? "", key);
  }

  #wrong(why: string): void {
    const sentence = this.#world.words.get(why);
    this.#pill.invalid(sentence);
    this.notice(sentence);
  }

  /** A field would make one line of several: two keys would be one. */
  #lines(event: InputEvent): void {
    if (!/[\r\n]/.test(event.data?.trim() ?? "")) return;
    event.preventDefault();
    this.#wrong("reason_bad_key");
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#typing) return;
    event.preventDefault();
    this.#typing = false;
    this.#pill.field.value = "";
    this.#draw();
    this.#pill.first()?.focus();
  }

  /** What has the focus in the button, if anything. */
  #held(): Element | null {
    const { activeElement } = this.#pill.group.getRootNode() as Document | ShadowRoot;
    return activeElement && this.#pill.group.contains(activeElement) ? activeElement : null;
  }

  /** Keeps the focus in the button when what had it is gone. */
  #refocus(held: Element): void {
    if (held.isConnected && held.getClientRects().length > 0) (held as HTMLElement).focus({ preventScroll: true });
    else this.#pill.first()?.focus({ preventScroll: true });
  }

  #speak(text: string): void {
    if (text !== this.#spoken && !this.#world.quiet) this.#pill.status(text);
    this.#spoken = text;
  }

  #tick(shown: Shown): void {
    clearInterval(this.#clock);
    const { since } = shown;
    const show = () => this.#pill.length(since === null ? "" : lengthOf(Date.now() - since));
    show();
    if (since !== null) this.#clock = setInterval(show, 1000);
  }
}

/** A state whose key field was opened by its link. */
function whileTyping(shown: Shown): Shown {
  return { ...shown, words: shown.keyLabel, presence: "neutral", dot: false, busy: false, since: null, main: null, below: shown.keySay, quoted: true, when: "shown" };
}
