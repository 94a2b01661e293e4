/**
 * Reads generated pages as the content script does, at every moment at which an
 * agent could press, and counts: what was certain and right, what was refused,
 * and what was another customer's. Counted by themselves: records whose customer
 * is that of the record before, which may be refused, and lists. The seeds follow
 * from the address: #FIRST,COUNT.
 */
import { Belief, believed, nothing } from "../src/content/belief";
import { readPage, standing, type Reading } from "../src/content/read";
import { clickedOn, readAgain } from "../src/content/rows";
import type { PageRule } from "../src/messages";
import type { Field } from "../src/protocol.gen";
import { pointedAt } from "./made";
import { blur, customerOf, Dice, drawRecord, drawRows, fillRow, hide, personOf, rewrites, rowRule, siteOf, type Drawn, type Person, type Site } from "./records";

const seen = {
  pages: 0, presses: 0, wrong: 0, resolved: 0, refused: 0, disordered: 0,
  /** Rules that the picker made, and sites where it confirmed none. */
  made: 0, unmade: 0,
  sameResolved: 0, sameRefused: 0,
  lists: 0, rowsResolved: 0, rowsRefused: 0,
  examples: [] as string[],
};
const roots = new WeakMap<Element, ShadowRoot>();
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  roots.set(this, root);
  return root;
};
(globalThis as { chrome?: unknown }).chrome = { dom: { openOrClosedShadowRoot: (element: Element) => roots.get(element) ?? null } };

/** Whether it is to be told of those that were refused, too: for whoever asks why. */
const refused = location.search === "?refused";

/** An agent's view of one page over time. */
class Desk {
  at = 0;
  url = "";
  #site: Site;
  #people = new Map<string, Person>();
  #beliefs = new Map<Element | null, Belief>();
  #stood = nothing;
  #seed: number;

  constructor(site: Site, seed: number) {
    this.#site = site;
    this.#seed = seed;
  }

  knows(person: Person): Person {
    this.#people.set(person.id, person);
    return person;
  }

  /** Whether a press at this moment would reach exactly these, or offer a key for who has no visitor id; whom it must not reach is counted. */
  press(shown: readonly Person[], orderly = false): boolean {
    seen.presses++;
    const readings = this.#read(orderly).flatMap(({ read, reason, wait }) => (read && (reason === "" || reason === "field_missing") && wait === 0 ? read : []));
    for (const read of readings) {
      if (!read.visitorId || this.#people.get(read.record.id)?.visitor === read.visitorId) continue;
      seen.wrong++;
      if (seen.examples.length < 5) seen.examples.push(`seed ${this.#seed}: ${JSON.stringify(read)} at ${this.at}`);
    }
    return readings.length === shown.length && shown.every(({ id, visitor }) => readings.some((read) => read.record.id === id && read.visitorId === visitor));
  }

  /** The agent presses something of the page's, which is about to go on. */
  leave(): void {
    const readings = this.#read(false);
    const sure = readings.length > 0 && readings.every(({ read, reason, wait }) => read && reason === "" && wait === 0);
    this.#stood = { ...this.#stood, at: this.at };
    if (!sure) this.#stood = { ...this.#stood, ...standing(this.#rule(this.#site.object.visitorId)) };
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
      const now = believed(belief, reading, this.at, this.#stood);
      if (now.read && !now.reason && now.wait === 0) belief.believe(now.read, now.marks);
      return now;
    });
  }

  #rule(visitorId: Field[]): PageRule {
    return { system: "crm", objects: [{ ...this.#site.object, visitorId }], keyPattern: "^[A-Za-z0-9._~-]{1,63}$", style: "" };
  }

  /** In every order of the candidates, or in some of many, the answer is the same. */
  #reorder(first: readonly Reading[]): void {
    const said = (readings: readonly Reading[]) => JSON.stringify(readings.map(({ read, reason }) => [read, reason]));
    for (const order of orders(this.#site.object.visitorId, this.#site.dice)) if (said(readPage(this.#rule(order), this.url).readings) !== said(first)) seen.disordered++;
  }
}

function orders<T>(list: readonly T[], dice: Dice): T[][] {
  return list.length > 3 ? [[...list].reverse(), dice.mixed(list), dice.mixed(list)] : all(list).slice(1);
}

function all<T>(list: readonly T[]): T[][] {
  return list.length < 2 ? [[...list]] : list.flatMap((one, at) => all(list.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));
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
  seen.lists++;
  if (now?.read && (now.read.record.id !== person.id || now.read.visitorId !== person.visitor)) seen.wrong++;
  if (change === 0 || change === 3) seen[now?.read?.visitorId === person.visitor ? "rowsResolved" : "rowsRefused"]++;
}

/** One page of a site: its first record, or a page before that, and the records that its agent opens after it. */
function live(seed: number): void {
  const site = ruled(siteOf(new Dice(seed)));
  const { dice, regions } = site;
  const desk = new Desk(site, seed);
  document.body.replaceChildren();
  const beside = regions ? [drawRecord(site, desk.knows(personOf(dice)), document.body)] : [];
  let drawn = !regions && dice.chance(250) ? preview(desk, site) : first(desk, site);
  for (let opened = 0; opened < 2; opened++) {
    const same = drawn.person.visitor !== "" && dice.chance(60);
    const next = desk.knows({ ...customerOf(dice), ...(same ? { visitor: drawn.person.visitor } : {}) });
    drawn = open(desk, site, drawn, next);
    settle(desk, [...beside, drawn], same ? "same" : "");
  }
  if (dice.chance(10)) {
    blur(site, drawn);
    settle(desk, [...beside, drawn]);
  }
  seen.pages++;
}

/** The site, in some cases with a rule that the picker's own steps made on two of its records. */
function ruled(site: Site): Site {
  if (site.regions || !site.dice.chance(250)) return site;
  const object = pointedAt(site, [personOf(site.dice), personOf(site.dice)]);
  seen[object ? "made" : "unmade"]++;
  return object ? { ...site, object } : site;
}

function first(desk: Desk, site: Site): Drawn {
  const drawn = drawRecord(site, desk.knows(customerOf(site.dice)), document.body);
  move(desk, site, drawn.person);
  desk.press([]);
  desk.at += 1_000 + site.dice.below(4_000);
  desk.press([]);
  return drawn;
}

/** A page that the rule does not name shows somebody's record, of which the agent goes to another's; that comes late. */
function preview(desk: Desk, site: Site): Drawn {
  desk.url = "https://crm.example/contacts";
  const drawer = drawRecord(site, desk.knows(personOf(site.dice)), document.body);
  desk.press([]);
  const drawn = open(desk, site, drawer, desk.knows(customerOf(site.dice)), 4_000);
  settle(desk, [drawn]);
  return drawn;
}

function open(desk: Desk, site: Site, former: Drawn, next: Person, slow = 180): Drawn {
  desk.leave();
  return site.dice.chance(400) ? openTab(desk, site, former, next) : rewrite(desk, site, former, next, slow);
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

/** The record's parts become another's one by one, late, or once wrongly redrawn. Slow: what it takes at most, in milliseconds, until they begin to. */
function rewrite(desk: Desk, site: Site, drawn: Drawn, next: Person, slow: number): Drawn {
  const steps = rewrites(site, drawn, next);
  const moved = slow > 180 ? 0 : site.dice.below(steps.length + 1);
  steps.splice(moved, 0, () => move(desk, site, next));
  for (const [at, step] of steps.entries()) pass(desk, site, step, at === moved ? slow : 180);
  return { ...drawn, person: next };
}

/** Something happens within the time in which a page is drawn, and the agent presses. */
function pass(desk: Desk, { dice }: Site, step: () => void, most = 180): void {
  step();
  desk.press([]);
  desk.at += dice.below(most);
  desk.press([]);
}

/** The page has stood for long: whoever is shown must be told, or refused. */
function settle(desk: Desk, drawn: readonly Drawn[], kind: "same" | "" = ""): void {
  const shown = drawn.map(({ person }) => person);
  desk.press(shown);
  desk.at += 5_000;
  const resolved = desk.press(shown, true);
  if (kind) return void seen[resolved ? "sameResolved" : "sameRefused"]++;
  seen[resolved ? "resolved" : "refused"]++;
  if (!resolved && refused && seen.examples.length < 20) seen.examples.push(desk.told());
}

/** In portions, so that the browser can breathe. */
function run(begin: number, count: number): void {
  const end = Math.min(count, 50);
  for (let seed = begin; seed < begin + end; seed++) {
    live(seed);
    if (seed % 4 === 0) list(seed);
  }
  if (count > end) return void setTimeout(() => run(begin + end, count - end));
  document.body.replaceChildren();
  document.title = JSON.stringify(seen);
}

const [begin = 1, count = 200] = location.hash.slice(1).split(",").filter(Boolean).map(Number);
run(begin, count);
