/**
 * One record that the page shows: its buttons, what is believed of it, and its
 * watch. It decides nothing; what goes out is what the page shows at that moment.
 */
import type { FromPage, HostState, ToPage } from "../messages";
import type { Action, View } from "../protocol.gen";
import { nameOf, type Words } from "../words";
import { askPage, asksPage } from "./before";
import { Belief, believed, type Stood } from "./belief";
import { Buttons } from "./buttons";
import { EXPOSED_FOR } from "./exposure";
import { fromHost, fromPage, fromPageWithKey, fromView, settling, type Shown } from "./faces";
import type { Read } from "./follow";
import type { Reading } from "./read";

/** What a region needs of its page. */
export interface RegionWorld {
  words: Words;
  send(message: FromPage): void;
  /** The number of the next watch. */
  next(): number;
  /** This region as it is read at this moment; null: it shows no record. */
  read(): Reading | null;
  /** Reads the whole page, now or so many milliseconds later. */
  look(after?: number): void;
  /** What stood in the page before it went to a record. */
  stood(): Stood;
  /** How much longer the page may still be drawing what its address promises, in milliseconds. */
  fresh(): number;
  retry(): void;
  keyFits(key: string): boolean;
  /** The agent attends to this record. */
  used(): void;
}

/** What goes on with a session that is there already; whom it is with is settled. */
const settled: ReadonlySet<Action> = new Set<Action>(["cancel", "end", "open", "dismiss", "reject"]);

export class Region {
  /** The element it is; null: the whole page. */
  element: Element | null = null;
  /** What holds its fields. */
  nodes: readonly Node[] = [];
  /** The number of its watch: what is told of a former one is dropped. */
  number = 0;
  readonly buttons: Buttons;
  #at: number;
  #world: RegionWorld;
  #watched: Read | null = null;
  #belief = new Belief();
  #view: View | null = null;
  /** Whether its watch has had no answer. */
  #awaits = false;
  #keyField = true;
  /** Why the visitor is not certain, as last told to the worker. */
  #why: Reading["reason"] = "";
  /** The page's fields that disagree. */
  #fields: readonly string[] = [];
  /** Whether it is a row's: bound once, and not followed. */
  #bound = false;
  /** Whether the page shows several, so that each names its customer. */
  #several = false;
  #shown: Shown | null = null;
  /** Since when it shows its customer, as performance.now() tells it. */
  #since = 0;
  /** Whether its page is asked before a session, and is being asked. */
  #asksPage = false;
  #asking = false;
  /** What the page said of the start that was made last. */
  #note = "";

  /** At: which of the page's regions it is. */
  constructor(at: number, world: RegionWorld) {
    this.#at = at;
    this.#world = world;
    this.buttons = new Buttons({
      words: world.words,
      keyFits: world.keyFits,
      act: (action, session, key) => this.#act(action, session, key),
      retry: world.retry,
    });
    this.buttons.onUsed = world.used;
  }

  /** Whether there is a view to keep, or the first one is still waited for. */
  get viewed(): boolean {
    return this.#view !== null || this.#awaits;
  }

  /** Whether it speaks of a record, or says why it does not. */
  get telling(): boolean {
    return this.#watched !== null || this.#why !== "";
  }

  /** Whether it is certain whom it shows. */
  get sure(): boolean {
    return this.#watched !== null && this.#why === "";
  }

  /** Whether a session of its customer's is under way. */
  get busy(): boolean {
    return this.#view?.session !== undefined;
  }

  stop(): void {
    this.buttons.stop();
  }

  /** The worker is another: what it is told begins anew. */
  restart(): void {
    this.#view = null;
    if (this.#bound) return;
    this.#watched = null;
    this.#why = "";
  }

  /** The worker knows the page's rule: a row's customer is watched again. */
  resume(): void {
    if (this.#bound && this.#watched && !this.#view) this.#watch(this.#watched, this.#why);
  }

  /** Shows what was read, and watches it. */
  take(reading: Reading): void {
    this.element = reading.element;
    this.nodes = reading.nodes;
    this.#fields = reading.fields ?? [];
    this.#heed(reading.object);
    this.buttons.attach(reading.places);
    const { read, reason, wait } = believed(this.#belief, reading, performance.now(), this.#world.stood());
    const fresh = this.#world.fresh();
    if (reason && fresh > 0 && !this.#why) return this.#settle(fresh);
    if (reason && !this.#keyField) return this.#refuse(reason);
    if (wait > 0) return this.#settle(wait);
    if (!reason) this.#belief.believe(read, reading.marks);
    if (!same(this.#watched, read) || reason !== this.#why) this.#watch(read, reason);
  }

  /** Shows a row's customer, whose record is certain, for as long as it is wanted. */
  bind(reading: Reading): void {
    this.#bound = true;
    this.#heed(reading.object);
    this.buttons.attach(reading.places);
    if (!same(this.#watched, reading.read) || reading.reason !== this.#why) this.#watch(reading.read, reading.reason);
  }

  #heed({ keyField = true, beforeSession = false }: Reading["object"]): void {
    this.#keyField = keyField;
    this.#asksPage = beforeSession;
  }

  /** Whom it shows, as one text. */
  get meant(): string {
    return JSON.stringify(this.#watched);
  }

  /** Whether it shows its customer for too short a time for the agent to have seen who it is. */
  get newly(): boolean {
    return performance.now() - this.#since < EXPOSED_FOR;
  }

  /** The page shows it no more. */
  leave(): void {
    this.element = null;
    this.#bound = false;
    this.buttons.attach([]);
    this.#forget();
  }

  /** What the worker says of its watch. */
  receive(message: Extract<ToPage, { watch: number }>): void {
    if (message.type !== "do") this.#awaits = false;
    switch (message.type) {
      case "view": return this.#viewed(message.view);
      case "refused": return this.#draw(fromPage(message.reason, this.#world.words));
      case "notice": return this.buttons.notice(this.#world.words.reason(message.reason));
      case "do": return message.action ? this.#act(message.action, message.session, message.key) : this.buttons.point();
    }
  }

  /** A worker that has just begun to connect answers within a moment; a view stays until the host is known to be gone. */
  hostIs(state: HostState): void {
    if (!this.#watched || state === "ready" || state === "idle") return;
    if (state !== "connecting") {
      this.#view = null;
      this.#awaits = false;
    }
    if (!this.#view) this.#draw(fromHost(state, this.#world.words));
  }

  /** The page shows another customer than was meant. */
  changed(): void {
    this.#world.look();
    this.buttons.notice(this.#world.words.reason("record_changed"));
  }

  /** Watches a record; with a reason, only for a key that may be typed. */
  #watch(read: Read, why: Reading["reason"]): void {
    if (!same(this.#watched, read)) {
      this.#since = performance.now();
      this.#note = "";
    }
    this.#watched = read;
    this.#why = why;
    this.#view = null;
    this.#awaits = true;
    this.#draw(why ? fromPage(why, this.#world.words, this.#fields) : settling(this.#world.words));
    this.#say({ ...read, ...(why ? { why } : {}) });
  }

  #refuse(reason: Reading["reason"]): void {
    this.#forget(reason);
    if (reason) this.#draw(fromPage(reason, this.#world.words, this.#fields));
  }

  #settle(wait: number): void {
    this.#forget();
    this.#draw(settling(this.#world.words));
    this.#world.look(wait);
  }

  /** Watches nothing, for a reason that the popup may want to say. */
  #forget(why: Reading["reason"] = ""): void {
    if (this.#watched || why !== this.#why) this.#say({ record: null, visitorId: "", ...(why ? { why } : {}) });
    this.#why = why;
    this.#watched = null;
    this.#view = null;
    this.#awaits = false;
  }

  #say(said: Pick<Extract<FromPage, { type: "watch" }>, "record" | "visitorId" | "why">): void {
    this.number = this.#world.next();
    this.#world.send({ type: "watch", watch: this.number, ...this.#which, ...said });
  }

  get #which(): { region?: number } {
    return this.#at > 0 ? { region: this.#at } : {};
  }

  #viewed(view: View): void {
    if (!this.#watched) return;
    this.#view = view;
    const shown = fromView(view, this.#watched.record.title, this.#world.words, this.#keyField);
    this.#draw(this.#why && view.face === "no_key" ? fromPageWithKey(this.#why, shown, this.#world.words, this.#fields) : shown);
  }

  /** Whether other records stand beside it. */
  among(several: boolean): void {
    if (several === this.#several) return;
    this.#several = several;
    if (this.#shown) this.#draw(this.#shown);
  }

  #draw(shown: Shown): void {
    this.#shown = shown;
    const named = this.#several || this.#bound;
    const whole = named && this.#watched ? { ...shown, whose: nameOf(this.#watched.record) } : shown;
    this.buttons.show(this.#note ? this.#noted(whole) : whole);
  }

  /** A state with what the page said below its own sentence. */
  #noted(shown: Shown): Shown {
    const own = shown.quoted && shown.below ? this.#world.words.get("quoted", shown.below) : shown.below;
    return { ...shown, below: [own, this.#note].filter(Boolean).join("\n"), quoted: false, when: "shown" };
  }

  /** Reads the record again at the moment of the click: what goes out is what the page shows now. */
  #act(action: Action, session: string, key?: string): void {
    const read = this.#readAgain(action);
    if (read === "changed") return this.changed();
    if (!read) return this.#world.look();
    this.#note = "";
    if (this.#asksPage && asksPage(action)) void this.#askPage(action, session, read, key);
    else this.#send(action, session, read, key);
  }

  /** Asks the page first. It may have gone on to another customer since. */
  async #askPage(action: Action, session: string, read: Read, key?: string): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const { stop, sentence } = await askPage(action, read.record);
    this.#asking = false;
    const now = this.#readAgain(action);
    if (!now || now === "changed" || !same(now, read)) return this.changed();
    const said = sentence ? this.#world.words.get("page_says", `\u2068${sentence}\u2069`) : "";
    if (stop) return this.#stoppedByPage(said);
    this.#note = said;
    this.#send(action, session, read, key);
  }

  #stoppedByPage(said: string): void {
    this.buttons.notice(said || this.#world.words.get("page_stopped"));
    this.#world.send({ type: "stopped", watch: this.number });
  }

  #send(action: Action, session: string, read: Read, key?: string): void {
    this.#world.send({ type: "act", watch: this.number, ...this.#which, action, ...read, ...(session ? { session } : {}), ...(key ? { key } : {}) });
  }

  #readAgain(action: Action): Read | "changed" | null {
    if (this.#bound && this.#watched && settled.has(action)) return this.#watched;
    const reading = this.#world.read();
    const now = reading && (this.#bound ? reading : believed(this.#belief, reading, performance.now(), this.#world.stood()));
    if (!now) return this.#bound ? "changed" : null;
    return same(this.#watched, now.read) && now.reason === this.#why ? now.read : "changed";
  }
}

export function same(a: Read | null, b: Read): boolean {
  return a !== null && JSON.stringify([a.record, a.visitorId]) === JSON.stringify([b.record, b.visitorId]);
}
