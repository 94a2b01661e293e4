/**
 * A page that a rule names, or a frame of one: one port to the worker, one rule,
 * and a region for each record that is shown. It decides nothing and holds no
 * secret.
 */
import type { FrameReport, HostState, PageRule, ToPage } from "../messages";
import type { LocalReason } from "../words";
import type { Reason } from "../protocol.gen";
import { Words } from "../words";
import { nothing } from "./belief";
import { dock } from "./dock";
import { reasonOf } from "./faces";
import { Follow } from "./follow";
import { alive, Link } from "./link";
import { mayBeOthers } from "./links";
import { fits, readPage, standing, type PageReading, type Reading } from "./read";
import { Region } from "./region";
import { Regions, ROW } from "./regions";
import { Reporter } from "./reporter";
import { clickedOn, focusedOn, hasRows, pageRow, readAgain, remembered, type BoundRow, type Clicked } from "./rows";

/** How long after a press what the page does is no answer to it, in milliseconds: a call may bring its record up. */
const ALONE = 10_000;
/** How long after a press the page is looked at for what it opened off the way to the record's fields, in milliseconds. */
const OPENED = 400;

export class Page {
  #words = new Words();
  #follow = new Follow((how) => this.#moved(how), () => this.#look());
  #link: Link;
  #rule: PageRule | null = null;
  /** The rule as a text, once the page was read by it for the worker that is there. */
  #known = "";
  #asked = "";
  #regions = new Regions((at) => this.#region(at));
  /** Counts the watches of all regions. */
  #number = 0;
  /** What a lost worker knew is being said again: one that is lost too, in the middle of it, is no reason to give up. */
  #returning = false;
  /** The host as last told of; a view means that it is there. */
  #host: HostState = "ready";
  #reports: readonly FrameReport[] = [];
  #reporter = new Reporter();
  #clicked: Clicked | null = null;
  /** Whom the page showed at the right-click. */
  #meant: string[] = [];
  #row: BoundRow | null = null;
  #stood = nothing;
  #document = document;
  #stopped = new AbortController();

  constructor() {
    this.#link = new Link({
      receive: (message) => this.#receive(message),
      again: () => this.#restart(),
      wanted: () => this.#regions.all.some(({ viewed }) => viewed) || this.#reporter.busy || this.#returning || this.#host === "lost",
      orphaned: () => this.stop(),
    });
    const when = { signal: this.#stopped.signal, capture: true, passive: true };
    addEventListener("pagehide", () => this.stop(), when);
    addEventListener("contextmenu", (event) => event.isTrusted && this.#rightClick(event), when);
    for (const attended of ["pointerdown", "keydown", "focusin"]) addEventListener(attended, (event) => event.isTrusted && this.#attend(event), when);
    dock.onMoved = (at) => this.#link.send({ type: "dock", dock: at });
    this.#ask();
  }

  /** Whether this instance still belongs to a living extension, and to the page: Firefox keeps the window of the empty one that a frame begins with. */
  get alive(): boolean {
    return !this.#stopped.signal.aborted && alive() && this.#document === document;
  }

  stop(): void {
    this.#stopped.abort();
    this.#follow.stop();
    this.#link.stop();
    for (const region of this.#regions.all) region.stop();
  }

  /** Asks which rule fits the page. */
  #ask(): void {
    this.#asked = address();
    this.#link.send({ type: "page", url: this.#asked });
  }

  #restart(): void {
    this.#returning = true;
    this.tell();
  }

  /** Says everything to a worker that knows nothing of this page: the worker calls it where its port is gone. */
  tell(): void {
    this.#known = "";
    for (const region of this.#regions.all) region.restart();
    this.#ask();
  }

  #moved(how: string): void {
    if (how === "traverse" || (how && performance.now() - this.#stood.at > ALONE)) this.#leave();
    this.#ask();
    this.#clicked = null;
    const { row } = this.#regions;
    if (row?.telling && !row.busy) this.#leaveRow(row);
  }

  #receive(message: ToPage): void {
    if ("watch" in message) return this.#told(message);
    switch (message.type) {
      case "page": return message.url === this.#asked ? this.#ruled(message) : undefined;
      case "rules": return this.#ask();
      case "host": return this.#hostIs(message.state);
      case "menu": return this.#choose(message.choice, message.keys === true);
      case "frames": return this.#framesSay(message.reports);
      case "fields": return this.#report(message.ask);
    }
  }

  /** What is told of a former watch is dropped; what was to be done for it is not. */
  #told(message: Extract<ToPage, { watch: number }>): void {
    const region = this.#regions.all.find(({ number }) => number === message.watch);
    if ((message.type === "view" || message.type === "refused") && region) {
      this.#returning = false;
      this.#host = "ready";
    }
    if (region) region.receive(message);
    else if (message.type === "do") (this.#regions.used ?? this.#regions.all[0])?.changed();
  }

  #ruled({ rule, fields = [] }: Extract<ToPage, { type: "page" }>): void {
    const known = this.#known;
    this.#known = JSON.stringify(rule);
    const same = known === this.#known && !this.#reporter.busy && fields.length === 0;
    this.#rule = rule;
    this.#reporter.take(fields);
    this.#returning &&= rule !== null;
    if (rule?.dock) dock.restore(rule.dock);
    if (rule) for (const region of this.#regions.all) region.buttons.dress(rule.style);
    if (!same) this.#look();
    this.#regions.row?.resume();
  }

  #framesSay(reports: readonly FrameReport[]): void {
    this.#reports = reports;
    if (this.#rule) this.#look();
  }

  #hostIs(state: HostState): void {
    this.#host = state;
    this.#returning &&= state === "connecting";
    for (const region of this.#regions.all) region.hostIs(state);
  }

  /** Reads the page, and watches what it shows. */
  #look(): void {
    const page = this.#read();
    const said = this.#reporter.busy ? this.#reporter.look() : null;
    this.#regions.assign(page.readings);
    const missing = page.coming || page.readings.some(({ whole }) => !whole) || said?.whole === false;
    const shown = page.readings.length > 0 || said !== null;
    if (said?.message) this.#link.send(said.message);
    if (!shown && !missing) return this.#follow.rest();
    const nodes = [...page.readings.flatMap((reading) => reading.nodes), ...(said?.nodes ?? [])];
    this.#follow.watch(nodes, page.readings.flatMap(({ ways }) => ways), missing ? [...page.roots, ...(said?.roots ?? [])] : null);
  }

  #read(): PageReading {
    return this.#rule ? readPage(this.#rule, location.href, this.#reports) : { readings: [], coming: false, roots: [] };
  }

  #region(at: number): Region {
    const region: Region = new Region(at, {
      words: this.#words,
      send: (message) => this.#link.send(message),
      next: () => ++this.#number,
      read: () => (at === ROW ? this.#readRow() : this.#read().readings.find(({ element }) => element === region.element) ?? null),
      look: (after) => (after === undefined ? this.#look() : this.#follow.soon(after)),
      fresh: () => this.#follow.fresh,
      stood: () => this.#stood,
      retry: () => this.#restart(),
      keyFits: (key) => fits(key, this.#rule?.keyPattern ?? ""),
      used: () => this.#use(region),
    });
    region.buttons.dress(this.#rule?.style ?? "");
    return region;
  }

  /** Tells the worker which of several records the agent attends to, each time it is another. */
  #use(region: Region): void {
    if (region === this.#regions.used || this.#regions.all.filter(({ telling }) => telling).length < 2) return;
    this.#regions.used = region;
    this.#link.send({ type: "used", watch: region.number });
  }

  #attend(event: Event): void {
    const target = event.composedPath()[0];
    const pressed = event.type === "pointerdown";
    if (pressed) this.#clicked = null;
    this.#follow.attend();
    if (pressed || (event instanceof KeyboardEvent && /^( |Enter)$/.test(event.key))) { // what is typed goes nowhere
      this.#leave();
      this.#follow.soon(OPENED);
    }
    if (event.type !== "focusin") this.#stood = { ...this.#stood, at: event.timeStamp };
    const region = target instanceof Element ? this.#regions.of(target) : null;
    if (region) this.#use(region);
  }

  /** Notes whose visitor ids stand there before the agent goes on: what is drawn at the next address is not told by when, a page may draw before it goes there. */
  #leave(): void {
    const { telling } = this.#regions;
    if (this.#rule && (telling.length === 0 || telling.some(({ sure }) => !sure))) this.#stood = { ...this.#stood, ...standing(this.#rule) };
  }

  #rightClick(event: MouseEvent): void {
    this.#clicked = clickedOn(event, this.#rule);
    this.#meant = this.#regions.all.map(({ meant }) => meant);
  }

  /** The agent chose the right-click's item, or pressed the shortcut: says whose it is, and has a row's customer shown, or the reason. */
  #choose(choice: number, keys: boolean): void {
    const clicked = keys ? focusedOn(this.#rule) : remembered(this.#clicked) ? this.#clicked : null;
    const found = this.#whose(clicked, keys);
    const swapped = found instanceof Region && (keys ? found.newly : clicked !== null && !clicked.row && !this.#meant.includes(found.meant));
    const doubt = swapped ? "record_changed" : found instanceof Region ? "" : found;
    const whose = doubt ? this.#doubt(doubt) : found;
    this.#clicked = null;
    if (whose instanceof Region) this.#use(whose);
    this.#link.send({ type: "chosen", choice, ...(whose instanceof Region ? { watch: whose.number } : { watch: 0, ...(doubt ? { why: doubt } : {}) }) });
  }

  /** Whom a right-click or the focus was on, or why that is not certain. */
  #whose(clicked: Clicked | null, keys: boolean): Region | LocalReason | Reason | "" {
    if (clicked?.row) return this.#bindRow(clicked.row);
    const telling = this.#regions.telling;
    const around = clicked && telling.some(({ element }) => element) ? this.#regions.of(clicked.target) : null;
    if (!around && telling.length > 1) return clicked || keys ? "several" : "record_changed";
    // A row's customer stands in the dock, and nothing tells that this one is not meant.
    if (!clicked && (keys ? this.#regions.row?.telling : hasRows(this.#rule))) return "record_changed";
    const region = around ?? telling[0];
    if (clicked && region && mayBeOthers(clicked.target, region.element, region.nodes)) return "other_contact";
    return region ?? (self === top && this.#rule?.objects[0] && !this.#regions.row?.telling ? "nobody" : "");
  }

  /** Says why it is not certain whom the agent meant: at the record's own button, or in the dock where there is none, with a key field that the page itself stands for. */
  #doubt(why: LocalReason | Reason): Region | "" {
    const { used, telling, row } = this.#regions;
    const region = used?.telling ? used : telling[0] ?? (row?.busy && row);
    if (!region) return this.#rule ? this.#bound(pageRow(this.#rule, why)) : "";
    region.buttons.ask(reasonOf(why, this.#words));
    return "";
  }

  #bindRow(row: BoundRow): Region | Reason {
    const reading = this.#rule && readAgain(row, this.#rule);
    return reading ? this.#bound({ ...row, reading }) : "record_changed";
  }

  /** Has a row's customer stand in the dock. */
  #bound(row: BoundRow): Region {
    this.#row = row;
    const region = this.#regions.at(ROW);
    region.bind(row.reading);
    return region;
  }

  #readRow(): Reading | null {
    return this.#row && this.#rule ? readAgain(this.#row, this.#rule) : null;
  }

  #leaveRow(row: Region): void {
    this.#row = null;
    row.leave();
  }

  /** A frame says again what its fields hold. */
  #report(ask: number): void {
    const { message } = this.#reporter.look(ask);
    if (message) this.#link.send(message);
  }
}

/** The page's address; a frame that has none of its own has its parent's site's. */
function address(): string {
  return location.protocol === "about:" ? `${self.origin}/` : location.href;
}
