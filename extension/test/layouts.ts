/** How CRMs draw a field beside its label, and a list's head that says the same as one. */
import type { Dice } from "./records";

/** A field as it is drawn. The attribute data-field marks where its value is, for whoever writes another into it. */
export interface Drawing {
  label: string;
  name: string;
  value: string;
  /** An id for it: another each time, or the same on each record of the site. */
  id: string;
  /** A class that nobody wrote. */
  made: () => string;
}

export type Draw = (field: Drawing) => string;

const marked = (tag: string, { name, value }: Drawing, more = "") => `<${tag}${more} data-field="${name}">${value}</${tag}>`;

/** Ways that leave an empty value out, and what is beside the label then is another field. */
const sparing: readonly Draw[] = [
  (field) => `<div class="f"><span class="l">${field.label}</span>${given(field, "span")}</div><div class="f"><span class="l">Plan</span><span>Gold</span></div>`,
  (field) => `<div><b>${field.label}</b> ${given(field, "i")}</div><div><b>Plan</b> <i>Gold</i></div>`,
  (field) => `<dl><dt>${field.label}</dt>${given(field, "dd")}<dt>Plan</dt><dd>Gold</dd></dl>`,
  (field) => `<table><tr><td>${field.label}</td>${given(field, "td")}</tr><tr><td>Plan</td><td>Gold</td></tr></table>`,
];

const given = (field: Drawing, tag: string) => (field.value ? marked(tag, field) : "");

export const draws: readonly Draw[] = [
  ...sparing,
  (field) => `<dl><dt>${field.label}</dt>${marked("dd", field)}</dl>`,
  (field) => `<table id="${field.made()}"><tr><th>${field.label}:</th>${marked("td", field)}</tr></table>`,
  ({ label, name, value }) => `<table><tr><td>${label}</td><td data-field="${name}"><span>${value}</span></td></tr></table>`,
  ({ label, name, value, id }) => `<p><label for="${id}">${label}</label> <input id="${id}" data-field="${name}" value="${value}"></p>`,
  ({ label, name, value, made }) => `<div class="f"><div class="${made()}"><span>${label}</span></div><div class="${made()}" data-field="${name}">${value}<button>Edit</button></div></div>`,
  (field) => `<div class="f"><b id="${field.id}">${field.label}</b><i>?</i>${marked("div", field, ` aria-labelledby="${field.id}"`)}</div>`,
  ({ label, name, value }) => `<p><b>${label}</b> <button>i</button><span data-field="${name}"> ${value} </span></p>`,
  (field) => `<div><span class="l">Status</span><span class="v">open</span><span class="l">${field.label}</span>${marked("span", field, ' class="v"')}<span class="l">Plan</span><span class="v">Gold</span></div>`,
  (field) => `<p><b>${field.label}</b>${marked("i", field)}<b>Plan</b><i>Gold</i></p>`,
  (field) => `<table><tr><td>${field.label}</td>${marked("td", field)}<td>Plan</td><td>Gold</td></tr></table>`,
  (field) => `<table><tr><td class="c"><span>Plan</span></td><td class="c"><span>Gold</span></td><td class="c"><span>${field.label}</span></td><td class="c">${marked("span", field)}</td></tr></table>`,
  (field) => `<div class="row"><div class="col-3"><b>${field.label}</b></div>${marked("div", field, ' class="col-3"')}<div class="col-3"><b>Plan</b></div><div class="col-3">Gold</div></div>`,
  (field) => `<div class="row"><div class="cell"><p class="t">${field.label}</p></div><div class="cell">${marked("p", field, ' class="t"')}</div></div><div class="row"><div class="cell"><p class="t">Plan</p></div><div class="cell"><p class="t">Gold</p></div></div>`,
  (field) => `<div role="group" aria-labelledby="${field.id}"><span id="${field.id}">${field.label}</span>${marked("span", field)}</div>`,
];

/** What names a column as the field is named: its neighbour names another, and its cells are other customers'. */
export const heads: readonly ((label: string, stranger: string, made: () => string) => string)[] = [
  (label, stranger, made) => `<table><thead><tr><th>Name</th><th>${label}</th></tr></thead><tbody><tr><td>Nora</td><td class="${made()}">${stranger}</td></tr></tbody></table>`,
  (label, stranger) => `<table><thead><tr><td>${label}</td><td>Status</td></tr></thead><tbody><tr><td>${stranger}</td><td>open</td></tr></tbody></table>`,
  (label, stranger) => `<table><tr><th>${label}</th><th>Status</th></tr><tr><td>${stranger}</td><td>open</td></tr></table>`,
  (label, stranger) => `<div role="table"><div role="row"><div role="columnheader"><span>${label}</span></div><div role="columnheader"><span>Status</span></div></div><div role="row"><div role="cell">${stranger}</div><div role="cell">open</div></div></div>`,
];

/** Ways to keep a former record where nobody sees it. */
export const hidings = ["display:none", "visibility:hidden", "opacity:0", "position:absolute;left:-9999px", "height:0;overflow:hidden", "clip-path:inset(50%)", "position:absolute;clip:rect(0,0,0,0)", "transform:translateX(-4000px)", "content-visibility:hidden", "transform:scale(0)", "filter:opacity(0)", "position:absolute;top:-5000px"];

/** Whether an empty value has no element that another could be written into. */
export function spares(draw: Draw): boolean {
  return sparing.includes(draw);
}

/** A site's way to draw its fields, with what it marks them with. */
export function drawnBy(dice: Dice, draw: Draw, fixed: boolean, mark: string): (label: string, name: string, value: string) => string {
  const made = () => dice.word();
  return (label, name, value) => draw({ label, name, value, id: fixed ? `f-${name}` : made(), made }).replaceAll("data-field", mark);
}
