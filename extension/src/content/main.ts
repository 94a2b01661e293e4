/**
 * The content script: reads the record, shows its button, and passes on what
 * the agent did. It decides nothing and holds no secret.
 */
import type { Action, View } from "../protocol.gen";
import type { FromPage, HostState, PageRule, ToPage } from "../messages";
import { Words } from "../words";
import { Button } from "./button";
import { PageGuard } from "./exposure";
import { fromHost, fromPage, fromPageWithKey, fromView, settling, type Shown } from "./faces";
import { Belief } from "./belief";
import { Follow, type Read } from "./follow";
import { alive, Link } from "./link";
import { Place } from "./place";
import { fits, readPage, type Reading } from "./read";

class ButtonOnPage {
  #words = new Words();
  #place = new Place();
  #button: Button;
  #follow = new Follow(() => this.#moved(), () => this.#look());
  #link: Link;
  #rule: PageRule | null = null;
  #asked = "";
  #watched: Read | null = null;
  /** Counts the watches: what is told of a former one is dropped. */
  #number = 0;
  #belief = new Belief();
  #view: View | null = null;
  /** What a lost worker knew is being said again: one that is lost too, in the middle of it, is no reason to give up. */
  #returning = false;
  #keyField = true;
  /** The host as last told of; a view means that it is there. */
  #host: HostState = "ready";
  /** Why the visitor is not certain, as last told to the worker. */
  #why: Reading["reason"] = "";
  #stopped = new AbortController();

  constructor() {
    const guard = new PageGuard(this.#place.root);
    this.#place.onMoved = () => guard.moved();
    this.#link = new Link({
      receive: (message) => this.#receive(message),
      again: () => this.#restart(),
      wanted: () => this.#view !== null || this.#returning || this.#host === "lost",
      orphaned: () => this.stop(),
    });
    this.#button = new Button(this.#place.root, {
      words: this.#words,
      guard,
      keyFits: (key) => fits(key, this.#rule?.keyPattern ?? ""),
      act: (action, session, key) => this.#act(action, session, key),
      retry: () => this.#restart(),
    });
    addEventListener("pagehide", () => this.stop(), { signal: this.#stopped.signal });
    this.#ask();
  }

  /** Whether this instance still belongs to a living extension. */
  get alive(): boolean {
    return !this.#stopped.signal.aborted && alive();
  }

  stop(): void {
    this.#stopped.abort();
    this.#follow.stop();
    this.#link.stop();
    this.#button.stop();
    this.#place.stop();
  }

  /** Asks which rule fits the page. */
  #ask(): void {
    this.#asked = location.href;
    this.#link.send({ type: "page", url: this.#asked });
  }

  #restart(): void {
    this.#returning = true;
    this.#watched = null;
    this.#why = "";
    this.#view = null;
    this.#ask();
  }

  #moved(): void {
    this.#ask();
    if (this.#rule) this.#look();
  }

  #receive(message: ToPage): void {
    if ("watch" in message && message.watch !== this.#number) return message.type === "do" ? this.#changed() : undefined;
    switch (message.type) {
      case "page": return message.url === this.#asked ? this.#ruled(message.rule) : undefined;
      case "rules": return this.#ask();
      case "view": return this.#viewed(message.view);
      case "host": return this.#hostIs(message.state);
      case "refused": return this.#draw(fromPage(message.reason, this.#words));
      case "notice": return this.#button.notice(this.#words.reason(message.reason));
      case "do": return message.action ? this.#act(message.action, message.session, message.key) : this.#button.point();
    }
  }

  #ruled(rule: PageRule | null): void {
    this.#rule = rule;
    this.#returning &&= rule !== null;
    if (rule) this.#button.dress(rule.style);
    this.#look();
  }

  /** Reads the page, and watches what it shows. */
  #look(): void {
    const reading = this.#read();
    if (!reading) return this.#leave();
    this.#keyField = reading.object.keyField ?? true;
    this.#follow.watch(reading.nodes);
    this.#place.attach(reading.anchor, reading.object.anchor.side);
    const { read, reason, wait } = reading;
    if (reason && this.#follow.fresh > 0 && !this.#why) return this.#settle(this.#follow.fresh);
    if (!read || (reason && !this.#keyField)) return this.#refuse(reason);
    if (wait > 0) return this.#settle(wait);
    if (!reason) this.#belief.believe(read, reading.visitorNodes);
    if (!same(this.#watched, read) || reason !== this.#why) this.#watch(read, reason);
  }

  /** What the page shows, as far as it may be believed, and how much longer to wait for it. */
  #read(): (Reading & { wait: number }) | null {
    const reading = this.#rule && readPage(this.#rule, location.href);
    if (!reading) return null;
    const { read, visitorNodes } = reading;
    const wait = read ? this.#belief.wait(read, visitorNodes, performance.now()) : 0;
    if (!read || wait < Infinity) return { ...reading, wait };
    return { ...reading, read: { ...read, visitorId: "" }, reason: "same_customer", wait: 0 };
  }

  /** Watches a record; with a reason, only for a key that may be typed. */
  #watch(read: Read, why: Reading["reason"]): void {
    this.#watched = read;
    this.#why = why;
    this.#view = null;
    this.#draw(why ? fromPage(why, this.#words) : settling(this.#words));
    this.#link.send({ type: "watch", watch: ++this.#number, ...read, ...(why ? { why } : {}) });
  }

  #leave(): void {
    this.#follow.rest();
    this.#place.attach(null, "after");
    this.#forget();
  }

  #refuse(reason: Reading["reason"]): void {
    this.#forget(reason);
    if (reason) this.#draw(fromPage(reason, this.#words));
  }

  #settle(wait: number): void {
    this.#forget();
    this.#draw(settling(this.#words));
    this.#follow.soon(wait);
  }

  /** Watches nothing, for a reason that the popup may want to say. */
  #forget(why: Reading["reason"] = ""): void {
    if (this.#watched || why !== this.#why) this.#link.send({ type: "watch", watch: ++this.#number, record: null, visitorId: "", ...(why ? { why } : {}) });
    this.#why = why;
    this.#watched = null;
    this.#view = null;
  }

  #viewed(view: View): void {
    if (!this.#watched) return;
    this.#returning = false;
    this.#view = view;
    this.#host = "ready";
    const shown = fromView(view, this.#watched.record.title, this.#words, this.#keyField);
    this.#draw(this.#why && view.face === "no_key" ? fromPageWithKey(this.#why, shown, this.#words) : shown);
  }

  /** A worker that has just begun to connect answers within a moment; a view stays until the host is known to be gone. */
  #hostIs(state: HostState): void {
    this.#host = state;
    this.#returning &&= state === "connecting";
    if (!this.#watched || state === "ready" || state === "idle") return;
    if (state !== "connecting") this.#view = null;
    if (!this.#view) this.#draw(fromHost(state, this.#words));
  }

  #draw(shown: Shown): void {
    this.#button.show(shown);
  }

  /** Reads the record again at the moment of the click: what goes out is what the page shows now. */
  #act(action: Action, session: string, key?: string): void {
    const reading = this.#read();
    if (!reading?.read) return this.#look();
    if (!same(this.#watched, reading.read) || reading.reason !== this.#why) return this.#changed();
    const said: FromPage = { type: "act", watch: this.#number, action, ...reading.read, ...(session ? { session } : {}), ...(key ? { key } : {}) };
    this.#link.send(said);
  }

  #changed(): void {
    this.#look();
    this.#button.notice(this.#words.reason("record_changed"));
  }
}

function same(a: Read | null, b: Read): boolean {
  return a !== null && JSON.stringify([a.record, a.visitorId]) === JSON.stringify([b.record, b.visitorId]);
}

/** One button a page: an instance that lives is left alone, an orphan's place is taken. */
const slot = globalThis as { glanceButton?: ButtonOnPage };

function start(): void {
  if (slot.glanceButton?.alive) return;
  slot.glanceButton?.stop();
  slot.glanceButton = new ButtonOnPage();
}

addEventListener("pageshow", (event) => event.persisted && alive() && start());
if ((document as { prerendering?: boolean }).prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
