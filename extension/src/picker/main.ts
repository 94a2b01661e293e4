/**
 * The picker in one frame of a page: while somebody shows where the customer
 * is. In the page's own frame it has a window with the steps; in others it only
 * points and looks. It keeps nothing: the worker does.
 */
import { giveLanguage, Words } from "../words";
import { drawStep, pointsAt, unchosen, type Choosing } from "./steps";
import { anchorsOf, candidatesOf, valueOf } from "./candidates";
import { assess } from "./assess";
import { parts, type Part, type Step } from "./draft";
import { evaluate, isShutIn, valuesOf, type Evaluated } from "./evaluate";
import { hostOf } from "./frame";
import { PickerLink } from "./link";
import { Marks } from "./marks";
import { addressOfPage, numberAt } from "./number";
import { mark, Overlay } from "./overlay";
import { Panel, Speaker } from "./panel";
import { element, Pointer, type Said } from "./pointer";
import { redact } from "./redact";
import { saidOf } from "./said";
import type { PickerState } from "./says";
import { Watch } from "./watch";

class Picker {
  #words = new Words();
  #top = window === window.top;
  #overlay = new Overlay();
  #all = element("div", "all");
  #speaker = new Speaker();
  #panel: Panel | null = null;
  #pointer: Pointer;
  #marks: Marks;
  #watch = new Watch(() => this.#look());
  #link = new PickerLink({ state: (state) => this.#show(state), leave: () => this.stop() });
  #state: PickerState | null = null;
  #evaluated: Evaluated | null = null;
  #choosing: Choosing = unchosen;
  #step: Step | "" = "";
  #drawn = "";
  #stopped = false;
  /** What a person used last in the page, where it shows several records. */
  #near: Element | null = null;

  constructor() {
    this.#overlay.root.append(this.#all);
    giveLanguage(this.#all, this.#words);
    const marks = element("div");
    this.#all.append(marks);
    this.#marks = new Marks(marks);
    if (!this.#top) this.#all.append(this.#speaker.node);
    else this.#panel = new Panel(this.#all, this.#words, () => this.#link.say({ type: "leave" }), this.#speaker);
    for (const type of ["keydown", "keyup", "keypress"]) this.#all.addEventListener(type, (event) => this.#escape(event));
    this.#pointer = new Pointer(this.#overlay, this.#all, {
      say: (found) => saidOf(found, this.#step, this.#state, this.#words),
      choose: (found) => this.#choose(found),
      leave: () => this.#pause(),
      told: (said) => this.#told(said),
      stage: () => this.#panel?.node.querySelector("[data-stage]") ?? null,
      barred: (found) => this.#bar(found),
      answers: (frame) => this.#top && this.#state !== null && this.#state.frames.includes(hostOf(frame)),
    });
    addEventListener("pagehide", () => this.stop());
    addEventListener("pointerup", this.#used, { capture: true });
    this.#link.connect();
  }

  /** Whether this one still stands, of an extension that is there. */
  get alive(): boolean {
    return !this.#stopped && this.#link.alive;
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener("pointerup", this.#used, { capture: true });
    this.#watch.stop();
    this.#pointer.stop();
    this.#marks.stop();
    this.#link.stop();
    this.#overlay.stop();
  }

  #show(state: PickerState): void {
    const { step } = state.draft;
    if (step !== this.#step) {
      this.#choosing = { ...unchosen, name: this.#choosing.name, environment: this.#choosing.environment };
      if (this.#top && step !== "records" && step !== "saved") this.#link.say({ type: "frames" });
    }
    const began = step !== this.#step;
    this.#step = step;
    this.#state = state;
    this.#draw(began);
    this.#look();
  }

  /** Draws what is to be done; a step that begins takes the keyboard. */
  #draw(began = false): void {
    if (!this.#state) return;
    const { draft } = this.#state;
    const names = this.#names();
    const choosing = { ...this.#choosing, id: this.#top ? numberAt(location.href, this.#choosing.id, names) : "" };
    this.#pointer.pointing = pointsAt(draft, choosing);
    this.#markFound();
    if (!this.#panel) return;
    const what = JSON.stringify([this.#state, choosing, names, location.href]);
    if (what === this.#drawn) return;
    this.#drawn = what;
    this.#panel.show(drawStep(this.#state, {
      words: this.#words,
      choosing,
      choose: (more) => this.#chooseMore(more),
      say: (message) => this.#link.say(message),
      agree: () => this.#agree(),
      besideTitle: () => this.#besideTitle(),
      names,
      shutIn: draft.step === "saved" && isShutIn(draft.anchors),
    }));
    if (began) this.#panel.focus();
  }

  #chooseMore(more: Partial<Choosing>): void {
    const pointed = this.#pointer.pointing;
    this.#choosing = { ...this.#choosing, ...more };
    this.#draw();
    if (this.#pointer.pointing && !pointed) this.#panel?.focus();
  }

  /** What the page shows now, where records are looked at; told when it changed. */
  #look(): void {
    if (!this.#state || this.#stopped) return;
    this.#overlay.raise();
    const { draft } = this.#state;
    if (draft.step !== "records") {
      this.#watch.rest();
      return this.#draw();
    }
    this.#evaluated = evaluate(draft, location.href, this.#top, this.#near);
    this.#watch.watch(parts.flatMap((part) => this.#evaluated?.nodes[part] ?? []));
    const { fits: fit, places, found } = this.#evaluated;
    this.#link.say({ type: "found", url: location.href, fits: fit, anchored: places.length > 0, found });
    this.#draw();
  }

  #used = (event: PointerEvent): void => {
    const [target] = event.composedPath();
    if (!event.isTrusted || !this.#state?.draft.rest.region || !(target instanceof Element) || target.hasAttribute(mark)) return;
    this.#near = target;
    this.#look();
  };

  /** What this record is called: what was pointed at as its name shows it. */
  #names(): string[] {
    return this.#state && this.#top && this.#step === "recordId" ? valuesOf(this.#state.draft, ["title"], true) : [];
  }

  #markFound(): void {
    const shown = this.#state?.draft.step === "records" ? this.#evaluated : null;
    this.#marks.show(shown ? parts.flatMap((part) => shown.nodes[part].slice(0, 1).map((node) => ({ name: this.#words.get(`picker_part_${part}`), node }))) : []);
  }

  /** The field that is asked for; none where it is a place. */
  get #part(): Part | null {
    return parts.find((part) => part === this.#step) ?? null;
  }

  #choose(found: Element): void {
    if (!this.#state) return;
    const part = this.#part;
    if (!part) return this.#placeAt(found);
    const fields = candidatesOf(found, part, this.#state.draft, this.#top, valuesOf(this.#state.draft, parts.filter((other) => other !== part), this.#top));
    if (fields.length === 0) return this.#refuse();
    this.#choosing = { ...this.#choosing, wrong: "" };
    if (part === "recordId" && !this.#state.draft.mending) return this.#link.say({ type: "address", address: addressOfPage(location.href, this.#names()), field: fields[0]! });
    this.#link.say({ type: "picked", part, fields, value: valueOf(found) });
  }

  /** A frame of a site that may not be read yet is named to the popup, which can ask for it. */
  #bar(found: Element): void {
    if (!found.matches("iframe, frame") || !this.#top || this.#state?.frames.includes(hostOf(found))) return;
    this.#link.say({ type: "frames", site: `https://${hostOf(found)}/*` });
    this.#panel?.say(this.#words.get("picker_no_other"));
  }

  #placeAt(found: Element): void {
    const anchors = this.#state ? anchorsOf(found, this.#state.draft, valuesOf(this.#state.draft, parts, this.#top)) : [];
    if (anchors.length === 0 || !this.#top) return this.#refuse();
    this.#link.say({ type: "placed", anchors });
  }

  /** Beside the element that the name's own candidates find; where it has no stable place, in a corner of the window. */
  #besideTitle(): void {
    if (!this.#state) return;
    const { draft } = this.#state;
    const [node] = evaluate({ ...draft, step: "records" }, location.href, true).nodes.title;
    const found = node instanceof Element ? node : node?.parentElement;
    const anchors = found ? anchorsOf(found, draft, valuesOf(draft, parts, true)) : [];
    if (anchors.length > 0) return this.#link.say({ type: "placed", anchors });
    this.#choosing = { ...this.#choosing, place: "dock", wrong: this.#words.get("picker_no_stable_place") };
    this.#draw();
  }

  /** Nothing stable names it: something around it may do. */
  #refuse(): void {
    this.#choosing = { ...this.#choosing, wrong: this.#words.get("picker_no_candidate") };
    this.#draw();
    this.#panel?.say(this.#choosing.wrong);
  }

  #agree(): void {
    if (!this.#state?.reading) return;
    this.#evaluated = evaluate(this.#state.draft, location.href, true, this.#near);
    const { draft, reading } = this.#state;
    const chosen = this.#choosing.values;
    const { values } = assess(draft, reading, chosen);
    const { places } = this.#evaluated;
    if (places.length > 0 && places.length < draft.anchors.length) this.#link.say({ type: "placed", anchors: places }); // what is not on this record is none
    this.#link.say({ type: "agree", chosen, values, page: redact(draft, values, this.#evaluated, location.href) });
    this.#choosing = { ...this.#choosing, values: {} };
  }

  #told({ label, value, no }: Said): void {
    this.#panel?.avoid(this.#pointer.place);
    this.#speaker.say([label ? `${label}:` : "", value || this.#words.get("picker_no_value"), no && value ? no : ""].filter(Boolean).join(" "));
  }

  /** The page is used as usual until the person points again. In a frame the page's own window has the steps. */
  #pause(): void {
    if (!this.#panel) return window.top?.focus();
    this.#chooseMore({ pointing: false });
    this.#panel.focus();
  }

  /** What is typed in here is not the page's. Escape leaves. */
  #escape(event: Event): void {
    event.stopPropagation();
    if (event instanceof KeyboardEvent && event.type === "keydown" && event.isTrusted && event.key === "Escape" && !this.#pointer.pointing) this.#link.say({ type: "leave" });
  }
}

/**
 * One picker a frame: one that lives is left alone, an orphan's place is taken.
 * None begins in a frame that has no address yet: nobody would hear it, and
 * Firefox keeps its window, and what lives in it, for the page that comes.
 */
const slot = globalThis as { glancePicker?: Picker };
if (location.protocol === "https:" && !slot.glancePicker?.alive) {
  slot.glancePicker?.stop();
  slot.glancePicker = new Picker();
}
