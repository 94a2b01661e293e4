/**
 * Pages of CRMs that nobody wrote: a seed makes a site with its rule, as a
 * confirmed mapping would be, and pages of it that do what real ones do. The
 * page knows whose visitor id is whose; who reads it does not.
 */
import type { Field, ObjectRule } from "../src/protocol.gen";

/** A customer, as the site's own data has them. */
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

/** How a site draws a field: its label and its value, with volatile ids. */
type Draw = (dice: Dice, label: string, name: string, value: string) => string;

const draws: readonly Draw[] = [
  (_, label, name, value) => `<dl><dt>${label}</dt><dd data-field="${name}">${value}</dd></dl>`,
  (dice, label, name, value) => `<table id="${dice.word()}"><tr><th>${label}:</th><td data-field="${name}">${value}</td></tr></table>`,
  (_, label, name, value) => `<table><tr><td>${label}</td><td data-field="${name}"><span>${value}</span></td></tr></table>`,
  (dice, label, name, value) => ((id) => `<p><label for="${id}">${label}</label> <input id="${id}" data-field="${name}" value="${value}"></p>`)(dice.word()),
  (dice, label, name, value) => `<div class="f"><div class="${dice.word()}"><span>${label}</span></div><div class="${dice.word()}" data-field="${name}">${value}<button>Edit</button></div></div>`,
  (dice, label, name, value) => ((id) => `<div class="f"><b id="${id}">${label}</b><i>?</i><div aria-labelledby="${id}" data-field="${name}">${value}</div></div>`)(dice.word()),
  (_, label, name, value) => `<p><b>${label}</b> <button>i</button><span data-field="${name}"> ${value} </span></p>`,
];

/** Ways to keep a former record where nobody sees it. */
const hidings = ["display:none", "visibility:hidden", "opacity:0", "position:absolute;left:-9999px", "height:0;overflow:hidden", "clip-path:inset(50%)", "position:absolute;clip:rect(0,0,0,0)", "transform:translateX(-4000px)", "content-visibility:hidden", "transform:scale(0)", "filter:opacity(0)", "position:absolute;top:-5000px"];

/** A site: how it draws, and the rule that somebody confirmed for it. */
export interface Site {
  dice: Dice;
  draw: Draw;
  label: string;
  /** Shadow roots around a record, and whether scripts of the page are kept out of them. */
  deep: number;
  closed: boolean;
  regions: boolean;
  object: ObjectRule;
}

export function siteOf(dice: Dice): Site {
  const label = dice.of(["Visitor ID", "Website visitor", "Portal ID"]);
  const regions = dice.chance(200);
  const byValue: Field[] = dice.mixed<Field>([{ label }, { selector: '[data-field="visitor"]' }, { selector: "[data-glance-visitor-id]", attribute: "data-glance-visitor-id" }]).slice(0, 1 + dice.below(3));
  const recordId: Field[] = regions || dice.chance(300) ? [{ label: "Record" }] : dice.chance(500) ? [{ path: "id" }] : [{ path: "id" }, { label: "Record" }];
  const object: ObjectRule = {
    type: "contact", path: "/contacts/:id", visitorId: byValue, recordId, title: [{ selector: "h1" }], anchor: { selector: "h1", side: "after" }, ...(regions ? { region: ".record" } : {}),
  };
  return { dice, draw: dice.of(draws), label, deep: dice.chance(300) ? 1 + dice.below(4) : 0, closed: dice.chance(500), regions, object };
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

function partsOf({ dice, draw, label }: Site, { id, visitor }: Person): string {
  const stranger = personOf(dice);
  const noise = [
    draw(dice, `Last ${label.toLowerCase()}`, "former", stranger.visitor),
    draw(dice, `${label} of parent`, "parent", stranger.visitor),
    draw(dice, "Email", "email", `${id}@example.com`),
    `<section><h3>Related</h3><table><thead><tr><th>Name</th><th>${label}</th></tr></thead><tbody><tr><td>${stranger.name}</td><td class="${dice.word()}">${stranger.visitor}</td></tr></tbody></table></section>`,
    `<div style="${dice.of(hidings)}" data-glance-visitor-id="${stranger.visitor}">${draw(dice, label, "visitor", stranger.visitor)}</div>`,
  ];
  const own = `<div class="own" data-glance-visitor-id="${visitor}">${draw(dice, label, "visitor", visitor)}</div>`;
  return dice.mixed([own, `<div class="own">${draw(dice, "Record", "record", id)}</div>`, ...dice.mixed(noise).slice(0, dice.below(noise.length + 1))]).join("");
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

/** What a page does to a record, one after the other, so that it shows another person. */
export function rewrites(site: Site, drawn: Drawn, next: Person): (() => void)[] {
  const { dice } = site;
  const redraw = (person: Person) => () => void (drawn.inside.innerHTML = `<h1>${person.name}</h1>${partsOf(site, person)}`);
  if (dice.chance(150)) return [redraw(next)];
  if (dice.chance(150)) return [redraw({ ...next, visitor: drawn.person.visitor }), redraw(next)];
  if (dice.chance(150)) return [redraw({ ...next, visitor: dice.of(["", "—", "Loading…"]) }), redraw(next)];
  const write = (selector: string, text: string) => () => {
    for (const element of drawn.inside.querySelectorAll(selector)) put(dice, element, text);
  };
  const tell = (visitor: string) => () => {
    write('.own [data-field="visitor"]', visitor)();
    for (const own of drawn.inside.querySelectorAll(".own[data-glance-visitor-id]")) own.setAttribute("data-glance-visitor-id", visitor);
  };
  const parts = dice.mixed([write("h1", next.name), write('.own [data-field="record"]', next.id), tell(next.visitor)]);
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

/** What no reader can be certain of: another customer's id in sight where this one's is. */
export function blur({ dice, draw, label }: Site, { inside }: Drawn): void {
  const stranger = personOf(dice);
  const box = document.createElement("div");
  box.innerHTML = draw(dice, label, "visitor", stranger.visitor);
  box.setAttribute("data-glance-visitor-id", stranger.visitor);
  inside.append(box);
}
