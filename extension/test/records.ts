/**
 * Pages of CRMs that nobody wrote: a seed makes a site with its rule, as a
 * person would write it, and pages of it that draw, hide, rewrite and mix up
 * records. The page knows whose visitor id is whose; who reads it does not.
 */
import type { Field, ObjectRule } from "../src/protocol.gen";
import { drawnBy, draws, heads, hidings, spares } from "./layouts";

/** A customer, as the site's own data has them. Who is not known to the website has no visitor id. */
export interface Person {
  id: string;
  name: string;
  visitor: string;
}

/** Numbers from a seed, the same each time. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761 + 1) >>> 0;
  }

  /** From 0 to below most. */
  below(most: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** True in so many of a thousand. */
  chance(permille: number): boolean {
    return this.below(1_000) < permille;
  }

  mixed<T>(list: readonly T[]): T[] {
    const left = [...list];
    return list.map(() => left.splice(this.below(left.length), 1)[0]!);
  }

  word(): string {
    return `${this.of(["ui", "x", "css", "radix", "ember", "input"])}-${this.below(1e9).toString(36)}`;
  }
}

export function personOf(dice: Dice): Person {
  const n = dice.below(1e9);
  const first = dice.of(["Vera", "Walter", "Nora", "Otto", "Emil", "Ada"]);
  return { id: `r${n}`, name: `${first} ${dice.of(["Webb", "North", "Visitor", "Lee"])} ${n % 97}`, visitor: `${dice.of(["v", "web", "cust"])}-${n.toString(36)}` };
}

/** A record's customer: some are not known to the website. */
export function customerOf(dice: Dice): Person {
  const person = personOf(dice);
  return dice.chance(80) ? { ...person, visitor: "" } : person;
}

/** A site: how it draws, and the rule that somebody made for it. */
export interface Site {
  dice: Dice;
  /** Draws a field: its label, its name and its value. */
  draw: (label: string, name: string, value: string) => string;
  label: string;
  /** Whether an empty field has no place to be written into. */
  sparing: boolean;
  /** The attribute that marks a field. */
  mark: string;
  /** Whether its records declare their visitor ids. */
  declares: boolean;
  /** Shadow roots around a record, and whether scripts of the page are kept out of them. */
  deep: number;
  closed: boolean;
  regions: boolean;
  object: ObjectRule;
}

export function siteOf(dice: Dice): Site {
  const label = dice.of(["Visitor ID", "Website visitor", "Portal ID"]);
  const regions = dice.chance(200);
  const mark = dice.of(["data-field", "of"]); // the picker builds on the first only
  const declares = dice.chance(600);
  const told: Field[] = declares ? [{ selector: "[data-glance-visitor-id]", attribute: "data-glance-visitor-id" }] : [];
  const byValue: Field[] = dice.mixed<Field>([{ label }, { selector: `[${mark}="visitor"]` }, ...told]).slice(0, 1 + dice.below(3));
  const recordId: Field[] = regions || dice.chance(300) ? [{ label: "Record" }] : dice.chance(500) ? [{ path: "id" }] : [{ path: "id" }, { label: "Record" }];
  const object: ObjectRule = {
    type: "contact", path: "/contacts/:id", visitorId: byValue, recordId, title: [{ selector: "h1" }], anchor: { selector: "h1", side: "after" }, ...(regions ? { region: ".record" } : {}),
  };
  const way = dice.of(draws);
  const draw = drawnBy(dice, way, dice.chance(400), mark);
  return { dice, draw, label, sparing: spares(way), mark, declares, deep: dice.chance(300) ? 1 + dice.below(4) : 0, closed: dice.chance(500), regions, object };
}

/** A record as it is drawn; what is written into it later is written where it stands. */
export interface Drawn {
  root: HTMLElement;
  person: Person;
  inside: HTMLElement | ShadowRoot;
}

/** Draws a record's parts in any order, with what else stands on such pages. */
export function drawRecord(site: Site, person: Person, place: Element): Drawn {
  const root = document.createElement("div");
  root.className = "record";
  root.id = site.dice.word();
  place.append(root);
  const inside = rootIn(site, root);
  inside.innerHTML = `<h1>${person.name}</h1>${partsOf(site, person)}`;
  return { root, person, inside };
}

function partsOf({ dice, draw, label, declares }: Site, { id, visitor }: Person): string {
  const stranger = personOf(dice);
  const declared = (value: string) => (declares ? ` data-glance-visitor-id="${value}"` : "");
  const noise = [
    draw(`Last ${label.toLowerCase()}`, "former", stranger.visitor),
    draw(`${label} of parent`, "parent", stranger.visitor),
    draw("Email", "email", `${id}@example.com`),
    `<section><h3>Related</h3>${dice.of(heads)(label, stranger.visitor, () => dice.word())}</section>`,
    `<div style="${dice.of(hidings)}"${declared(stranger.visitor)}>${draw(label, "visitor", stranger.visitor)}</div>`,
  ];
  const own = `<div class="own"${declared(visitor)}>${draw(label, "visitor", visitor || dice.of(["", "—"]))}</div>`;
  return dice.mixed([own, `<div class="own">${draw("Record", "record", id)}</div>`, ...dice.mixed(noise).slice(0, dice.below(noise.length + 1))]).join("");
}

function rootIn({ deep, closed }: Site, root: HTMLElement): HTMLElement | ShadowRoot {
  let at: HTMLElement | ShadowRoot = root;
  for (let n = 0; n < deep; n++) {
    const element: HTMLElement = document.createElement("crm-part");
    at.append(element);
    at = element.attachShadow({ mode: closed ? "closed" : "open" });
  }
  return at;
}

/** Puts a record out of sight and leaves it in the page. */
export function hide({ dice }: Site, { root }: Drawn): void {
  root.style.cssText = dice.of(hidings);
}

/** What a page does to a record, one after the other, so that it shows another customer. */
export function rewrites(site: Site, drawn: Drawn, next: Person): (() => void)[] {
  const { dice, mark, sparing } = site;
  const redraw = (person: Person) => () => void (drawn.inside.innerHTML = `<h1>${person.name}</h1>${partsOf(site, person)}`);
  if (dice.chance(150) || (sparing && !(next.visitor && drawn.person.visitor))) return [redraw(next)];
  if (dice.chance(150)) return [redraw({ ...next, visitor: drawn.person.visitor }), redraw(next)];
  if (dice.chance(150)) return [redraw({ ...next, visitor: dice.of(["", "—", "Loading…"]) }), redraw(next)];
  const write = (selector: string, text: string) => () => {
    for (const element of drawn.inside.querySelectorAll(selector)) put(dice, element, text);
  };
  const tell = (visitor: string) => () => {
    write(`.own [${mark}="visitor"]`, visitor)();
    for (const own of drawn.inside.querySelectorAll(".own[data-glance-visitor-id]")) own.setAttribute("data-glance-visitor-id", visitor);
  };
  const parts = dice.mixed([write("h1", next.name), write(`.own [${mark}="record"]`, next.id), tell(next.visitor)]);
  return dice.chance(300) ? [tell(dice.of(["", "Loading…"])), ...parts] : parts;
}

/** As pages write: into the text that stands there, or over it. */
function put(dice: Dice, element: Element, text: string): void {
  if (element instanceof HTMLInputElement) return void (element.value = text);
  const first = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text | null;
  if (first && dice.chance(600)) first.data = text;
  else if (first) first.replaceWith(text);
  else element.textContent = text;
}

/** Some rows of a list, and whom each shows. */
export function drawRows(dice: Dice, place: Element): Map<Element, Person> {
  const rows = new Map<Element, Person>();
  for (let at = 0; at < 5; at++) {
    const row = place.appendChild(document.createElement("div"));
    row.className = "row";
    row.innerHTML = '<a class="who"></a><a href="tel:+441234">+44 1234</a><span class="id"></span><span class="visitor"></span><span class="visitor" hidden>former</span>';
    rows.set(row, fillRow(dice, row, personOf(dice)));
  }
  return rows;
}

/** Draws a person into a row, in the nodes that are there or in others. */
export function fillRow(dice: Dice, row: Element, person: Person): Person {
  for (const [selector, text] of [[".who", person.name], [".id", person.id], [".visitor:not([hidden])", person.visitor]] as const) put(dice, row.querySelector(selector)!, text);
  return person;
}

/** The rule of such rows. */
export const rowRule: NonNullable<ObjectRule["row"]> = { selector: ".row", visitorId: [{ selector: ".visitor" }], recordId: [{ selector: ".id" }], title: [{ selector: ".who" }] };

/** What no reader can be certain of: another customer's id in sight where this one's is, before or behind it. */
export function blur({ dice, draw, label, declares }: Site, { inside }: Drawn): void {
  const stranger = personOf(dice);
  const box = document.createElement("div");
  box.innerHTML = draw(label, "visitor", stranger.visitor);
  if (declares) box.setAttribute("data-glance-visitor-id", stranger.visitor);
  inside[dice.chance(500) ? "append" : "prepend"](box);
}
