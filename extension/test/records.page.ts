/**
 * Reads generated pages as the content script does, at every moment at which an
 * agent could press, and counts: what was certain and right, what was refused,
 * and what was another customer's. The seeds follow from the address: #FIRST,COUNT.
 */
import { Belief, believed } from "../src/content/belief";
import { readPage, type Reading } from "../src/content/read";
import { clickedOn, readAgain } from "../src/content/rows";
import type { PageRule } from "../src/messages";
import type { Field } from "../src/protocol.gen";
import { blur, Dice, drawRecord, drawRows, fillRow, hide, personOf, rewrites, rowRule, siteOf, type Drawn, type Person, type Site } from "./records";

const seen = { pages: 0, presses: 0, rows: 0, wrong: 0, resolved: 0, refused: 0, disordered: 0, examples: [] as string[] };
const roots = new WeakMap<Element, ShadowRoot>();
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  roots.set(this, root);
  return root;
};
(globalThis as { chrome?: unknown }).chrome = { dom: { openOrClosedShadowRoot: (element: Element) => roots.get(element) ?? null } };

/** An agent's view of one page over time. */
class Desk {
  at = 0;
  url = "";
  #site: Site;
  #people = new Map<string, Person>();
  #beliefs = new Map<Element | null, Belief>();
  #seed: number;

  constructor(site: Site, seed: number) {
    this.#site = site;
    this.#seed = seed;
  }

  knows(person: Person): Person {
    this.#people.set(person.id, person);
    return person;
  }

  /** Whether a press at this moment would reach exactly these; whom it must not reach is counted. */
  press(shown: readonly Person[], orderly = false): boolean {
    seen.presses++;
    const readings = this.#read(orderly).filter(({ read, reason, wait }) => read?.visitorId && reason === "" && wait === 0); // without an id only a key can be typed
    for (const { read } of readings) {
      if (this.#people.get(read!.record.id)?.visitor === read!.visitorId) continue;
      seen.wrong++;
      if (seen.examples.length < 5) seen.examples.push(`seed ${this.#seed}: ${JSON.stringify(read)} at ${this.at}`);
    }
    return readings.length === shown.length && shown.every(({ id }) => readings.some(({ read }) => read!.record.id === id));
  }

  /** What it shows, for whoever asks why it refused. */
  told(): string {
    return `seed ${this.#seed}: ${JSON.stringify(this.#read(false).map(({ read, reason, wait }) => [read?.record.id, read?.visitorId, reason, wait]))}`;
  }

  #read(orderly: boolean): (Reading & { wait: number })[] {
    const all = readPage(this.#rule(this.#site.object.visitorId), this.url).readings;
    if (orderly) this.#reorder(all);
    return all.map((reading) => {
      const belief = this.#beliefs.get(reading.element) ?? new Belief();
      this.#beliefs.set(reading.element, belief);
      const now = believed(belief, reading, this.at);
      if (now.read && !now.reason && now.wait === 0) belief.believe(now.read, now.marks);
      return now;
    });
  }

  #rule(visitorId: Field[]): PageRule {
    return { system: "crm", objects: [{ ...this.#site.object, visitorId }], keyPattern: "^[A-Za-z0-9._~-]{1,63}$", style: "" };
  }

  /** In every order of the candidates the answer is the same. */
  #reorder(first: readonly Reading[]): void {
    const said = (readings: readonly Reading[]) => JSON.stringify(readings.map(({ read, reason }) => [read, reason]));
    for (const order of orders(this.#site.object.visitorId).slice(1)) if (said(readPage(this.#rule(order), this.url).readings) !== said(first)) seen.disordered++;
  }
}

function orders<T>(list: readonly T[]): T[][] {
  return list.length < 2 ? [[...list]] : list.flatMap((one, at) => orders(list.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));
}

/** A right-click on a row, and what the list does before the agent has chosen: the row's own customer is meant, or nobody. */
function list(seed: number): void {
  const { dice, object } = siteOf(new Dice(seed));
  const rule: PageRule = { system: "crm", keyPattern: "", style: "", objects: [{ ...object, path: "/*", row: rowRule }] };
  document.body.replaceChildren();
  const rows = drawRows(dice, document.body);
  const [row, person] = dice.of([...rows]);
  const target = dice.of([...row.children].slice(0, 3));
  const bound = clickedOn({ composedPath: () => [target], clientX: -1, clientY: -1 } as unknown as MouseEvent, rule)?.row;
  const change = dice.below(5);
  const others = [...rows].filter(([other]) => other !== row);
  if (change === 1) fillRow(dice, row, others[0]![1]);
  else if (change === 2) row.remove();
  else if (change === 3) document.body.append(...dice.mixed([...rows.keys()]));
  else if (change === 4) row.querySelector(".visitor")!.textContent = others[0]![1].visitor;
  const now = bound ? readAgain(bound, rule) : null;
  seen.rows++;
  seen.pages++;
  if (now?.read && (now.read.record.id !== person.id || now.read.visitorId !== person.visitor)) seen.wrong++;
  if (change === 0 || change === 3) seen[now?.read?.visitorId === person.visitor ? "resolved" : "refused"]++;
}

/** One page of a site: its first record, and those that its agent opens after it. */
function live(seed: number): void {
  const site = siteOf(new Dice(seed));
  const desk = new Desk(site, seed);
  document.body.replaceChildren();
  const beside = site.regions ? [drawRecord(site, desk.knows(personOf(site.dice)), document.body)] : [];
  let drawn = drawRecord(site, desk.knows(personOf(site.dice)), document.body);
  move(desk, site, drawn.person);
  desk.press([]);
  for (let opened = 0; opened < 2; opened++) {
    const next = desk.knows(personOf(site.dice));
    drawn = site.dice.chance(400) ? openTab(desk, site, drawn, next) : rewrite(desk, site, drawn, next);
    settle(desk, [...beside, drawn]);
  }
  if (site.dice.chance(10)) {
    blur(site, drawn);
    settle(desk, [...beside, drawn]);
  }
  seen.pages++;
}

function move(desk: Desk, { regions }: Site, person: Person): void {
  desk.url = `https://crm.example/contacts/${regions ? "split" : person.id}`;
}

/** The former record stays, hidden, as consoles keep it; or it goes after the new one came. */
function openTab(desk: Desk, site: Site, former: Drawn, next: Person): Drawn {
  const steps = site.dice.mixed([() => move(desk, site, next), () => hide(site, former)]);
  const drawn = drawRecord(site, next, document.body);
  for (const step of steps) pass(desk, site, step);
  if (site.dice.chance(300)) former.root.remove();
  return drawn;
}

/** The record's parts become another's one by one, late, or once wrongly redrawn. */
function rewrite(desk: Desk, site: Site, drawn: Drawn, next: Person): Drawn {
  const steps = rewrites(site, drawn, next);
  steps.splice(site.dice.below(steps.length + 1), 0, () => move(desk, site, next));
  for (const step of steps) pass(desk, site, step);
  return { ...drawn, person: next };
}

/** Something happens within the time in which a page is drawn, and the agent presses. */
function pass(desk: Desk, { dice }: Site, step: () => void): void {
  step();
  desk.press([]);
  desk.at += dice.below(180);
  desk.press([]);
}

/** The page has stood for long: whoever is shown must be told, or refused. */
function settle(desk: Desk, drawn: readonly Drawn[]): void {
  const shown = drawn.map(({ person }) => person);
  desk.press(shown);
  desk.at += 5_000;
  if (desk.press(shown, true)) seen.resolved++;
  else {
    seen.refused++;
    if (location.search === "?refused" && seen.examples.length < 20) seen.examples.push(desk.told());
  }
}

/** In portions, so that the browser can breathe. */
function run(first: number, count: number): void {
  const end = Math.min(count, 50);
  for (let seed = first; seed < first + end; seed++) (seed % 5 === 0 ? list : live)(seed);
  if (count > end) return void setTimeout(() => run(first + end, count - end));
  document.body.replaceChildren();
  document.title = JSON.stringify(seen);
}

const [first = 1, count = 200] = location.hash.slice(1).split(",").filter(Boolean).map(Number);
run(first, count);
