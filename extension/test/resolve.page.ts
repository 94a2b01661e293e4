/** Runs in a browser's page: reads fields from fragments of pages, and leaves what it read as JSON in the title. */
import type { ObjectRule } from "../src/protocol.gen";
import { readPage } from "../src/content/read";

interface Case {
  what: string;
  html: string;
  shadow?: { [selector: string]: string };
  want: string;
  rule?: Partial<ObjectRule>;
  url?: string;
  /** The element that its button stands beside, by its name. */
  beside?: string;
  /** What a page does that markup cannot say. */
  then?: () => void;
}

const object: ObjectRule = {
  type: "contact", path: "/contacts/:id", visitorId: [{ label: "Visitor ID" }], recordId: [{ path: "id" }], title: [{ selector: "h1" }], anchor: { selector: "h1", side: "after" },
};
const field = (value: string, style = "") => `<dl style="${style}"><dt>Visitor ID</dt><dd>${value}</dd></dl>`;
const unseen = (what: string, style: string): Case => ({ what: `hidden: ${what}`, html: `<div style="${style}">${field("old")}</div>${field("v-1")}`, want: "v-1" });
const inSight = (what: string, style: string): Case => ({ what: `in sight: ${what}`, html: `<div style="${style}">${field("v-1")}</div>`, want: "v-1" });
const declared: Partial<ObjectRule> = { visitorId: [{ declared: "visitor-id" }] };
const twoRegions: Partial<ObjectRule> = { region: "section", recordId: [{ label: "Record" }], title: [{ selector: "h2" }], anchor: { selector: "h2", side: "after" } };
const region = (id: string, visitor: string, more = "") => `<section><h2>Name ${id}</h2><dl><dt>Record</dt><dd>${id}</dd><dt>Visitor ID</dt><dd>${visitor}</dd></dl>${more}</section>`;
const sameIds = (value: string) => `<section><label for="vid">Visitor ID</label><input id="vid" value="${value}"></section>`;
const sameNames = (value: string) => `<section><b id="vid">Visitor ID</b><i>?</i><div aria-labelledby="vid">${value}</div></section>`;
const flat = (value: string, next: string) => `<div><span class="l">Visitor ID</span><span class="v">${value}</span><span class="l">Status</span><span class="v">${next}</span></div>`;
const nest = (element: Element, deep: number) => {
  let at = element;
  for (let n = 0; n < deep; n++) at = at.appendChild(document.createElement("div"));
  return at;
};
const hidden = '<section style="display:none"><dl><dt>Visitor ID</dt><dd>old-1</dd></dl></section>';

export const cases: Case[] = [
  { what: "dt and dd", html: "<dl><dt>Email</dt><dd>a@b</dd><dt>Visitor ID</dt><dd>v-1</dd></dl>", want: "v-1" },
  { what: "a colon, a star, case and space", html: "<dl><dt> visitor  id*: </dt><dd> v-1 </dd></dl>", want: "v-1" },
  { what: "th and td", html: "<table><tr><th>Visitor ID</th><td>v-1</td></tr></table>", want: "v-1" },
  { what: "two cells", html: "<table><tr><td>Visitor ID</td><td>v-1</td></tr></table>", want: "v-1" },
  { what: "label for an input", html: '<label for="x">Visitor ID</label><p>help</p><input id="x" value="v-1">', want: "v-1" },
  { what: "label around an input", html: '<label>Visitor ID <input value="v-1"></label>', want: "v-1" },
  { what: "a component that draws its own text as a label", html: "<p><x-field>Visitor ID</x-field></p><p>v-2</p>", shadow: { "x-field": '<label for="c"><slot></slot></label><input id="c" value="v-1">' }, want: "v-1" },
  { what: "a component that draws a part of it as a label", html: '<p><x-field><b slot="label">Visitor ID</b></x-field></p><p>v-2</p>', shadow: { "x-field": '<label for="c"><slot name="label"></slot></label><input id="c" value="v-1">' }, want: "v-1" },
  { what: "a value that is pressed to be edited", html: '<p><span>Visitor ID</span><button data-f="v"><b>v-1</b></button></p>', rule: { visitorId: [{ selector: "[data-f=v]" }] }, want: "v-1" },
  { what: "a list that is a button, named by its label", html: '<span id="l">Visitor ID</span><p></p><div role="button" aria-labelledby="l">v-1</div>', want: "v-1" },
  { what: "the next label is no value", html: "<div><label>Visitor ID</label><button>v-1</button><label>Status</label><span>open</span></div>", want: "!field_missing" },
  { what: "a hint that says the label", html: field("v-1") + '<div role="tooltip"><div>Visitor ID</div></div><div>Saved</div>', want: "v-1" },
  { what: "left-to-right marks around a value", html: field("\u200ev-1\u200e "), want: "v-1" },
  { what: "a mark that turns a value about", html: field("\u202e1-v"), want: "!bad_visitor_id" },
  { what: "a mark within a value", html: field("v\u200b-1"), want: "!bad_visitor_id" },
  { what: "aria-labelledby", html: '<span id="l">Visitor ID</span><b>x</b><div aria-labelledby="l">v-1</div>', want: "v-1" },
  { what: "a nested label and its value", html: '<div class="f"><div class="l"><span>Visitor ID</span></div><div class="v"><a>v-1</a><button>Edit</button></div></div>', want: "v-1" },
  { what: "a bare text beside the label", html: "<p><b>Visitor ID:</b> v-1</p>", want: "v-1" },
  { what: "an icon between label and value", html: "<div><span>Visitor ID</span><button>?</button><span>v-1</span></div>", want: "v-1" },
  { what: "an empty value", html: "<dl><dt>Visitor ID</dt><dd></dd></dl>", want: "" },
  { what: "a dash for an empty value", html: "<dl><dt>Visitor ID</dt><dd>—</dd></dl>", want: "" },
  { what: "an empty input", html: '<label for="x">Visitor ID</label><input id="x" value="">', want: "" },
  { what: "the former record, hidden", html: hidden + "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl>", want: "v-1" },
  { what: "the former record, transparent", html: '<dl style="opacity:0"><dt>Visitor ID</dt><dd>old</dd></dl><dl><dt>Visitor ID</dt><dd>v-1</dd></dl>', want: "v-1" },
  { what: "the former record, out of the page", html: '<dl style="position:absolute;left:-9999px"><dt>Visitor ID</dt><dd>old</dd></dl><dl><dt>Visitor ID</dt><dd>v-1</dd></dl>', want: "v-1" },
  { what: "only a hidden one", html: hidden, want: "!hidden" },
  { what: "a label that nobody sees, beside a text that everybody does", html: '<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><p><span style="display:none">Visitor ID</span> <span>v-2</span></p>', want: "v-1" },
  { what: "two that differ", html: "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><dl><dt>Visitor ID</dt><dd>v-2</dd></dl>", want: "!two_values" },
  { what: "two that agree", html: "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><dl><dt>Visitor ID</dt><dd>v-1</dd></dl>", want: "v-1" },
  { what: "no such label", html: "<dl><dt>Email</dt><dd>a@b</dd></dl>", want: "!field_missing" },
  { what: "the next field is no value", html: '<div class="f"><span>Visitor ID</span></div><div class="f"><span>Status</span><span>open</span></div>', want: "!field_missing" },
  { what: "the next row is no value", html: "<table><tr><td>Visitor ID</td></tr><tr><td>Status</td></tr></table>", want: "!field_missing" },
  { what: "the next item is no value", html: "<ul><li>Visitor ID</li><li>Status</li></ul>", want: "!field_missing" },
  { what: "display: contents", html: '<dl><div style="display:contents"><dt>Visitor ID</dt><dd style="display:contents">v-1</dd></div></dl>', want: "v-1" },
  { what: "the same ids on another record in sight", html: `${sameIds("v-2")}${sameIds("v-1")}`, want: "!two_values" },
  { what: "the same ids on the former record, hidden", html: `<div hidden>${sameIds("old")}</div>${sameIds("v-1")}`, want: "v-1" },
  { what: "the same ids on the former record, out of the page", html: `<div style="position: absolute; left: -9999px">${sameIds("old")}</div>${sameIds("v-1")}`, want: "v-1" },
  { what: "one label for a hidden control and a visible one of the same id", html: '<label for="x">Visitor ID</label><input id="x" value="old" hidden><input id="x" value="v-1">', want: "v-1" },
  { what: "one label for two controls of the same id", html: '<label for="x">Visitor ID</label><input id="x" value="v-2"><input id="x" value="v-1">', want: "!two_values" },
  { what: "the same ids in aria-labelledby in sight", html: `${sameNames("v-2")}${sameNames("v-1")}`, want: "!two_values" },
  { what: "the same ids in aria-labelledby on the former record, hidden", html: `<div style="position: absolute; left: -9999px">${sameNames("old")}</div>${sameNames("v-1")}`, want: "v-1" },
  { what: "a label for what is no control", html: '<label for="x">Visitor ID</label><p>help</p><div id="x">v-1</div>', want: "v-1" },
  { what: "what a button says is no value", html: '<b id="l">Visitor ID</b><i>?</i><div><p aria-labelledby="l">v-1</p><button aria-labelledby="l">Edit</button></div>', want: "v-1" },
  { what: "a group that its label names", html: '<div role="group" aria-labelledby="l"><span id="l">Visitor ID</span><span>v-1</span></div>', want: "v-1" },
  { what: "groups of the same names, the former record's out of the page", html: ["old", "v-1"].map((value) => `<div style="${value === "old" ? "position: absolute; left: -9999px" : ""}" role="group" aria-labelledby="l"><span id="l">Visitor ID</span><span>${value}</span></div>`).join(""), want: "v-1" },
  { what: "fields in a row, this one empty", html: flat("", "open"), want: "" },
  { what: "fields in a row, this one empty and the next too", html: flat("", ""), want: "" },
  { what: "fields in a row", html: flat("v-1", "open"), want: "v-1" },
  { what: "an empty value of white space", html: "<p><b>Visitor ID</b> <span>\n </span></p>", want: "" },
  { what: "fields in a row without a class, this one empty", html: "<p><b>Visitor ID</b><i></i><b>Status</b><i>open</i></p>", want: "" },
  { what: "labels in a row, this one's value empty", html: "<p><label>Visitor ID</label><i> </i><label class=due>Status</label><i>open</i></p>", want: "" },
  { what: "an empty icon between label and value", html: "<div><span>Visitor ID</span><i class=icon></i><span>v-1</span><button>Edit</button></div>", want: "v-1" },
  { what: "a hidden help between label and value", html: "<div><span>Visitor ID</span><span hidden>Who they are</span><span>v-1</span><span>since 2021</span></div>", want: "v-1" },
  { what: "four cells, this one empty", html: "<table><tr><td>Visitor ID</td><td></td><td>Status</td><td>open</td></tr></table>", want: "" },
  { what: "four cells", html: "<table><tr><td>Status</td><td>open</td><td>Visitor ID</td><td>v-1</td></tr></table>", want: "v-1" },
  { what: "cells of one class with the texts within", html: '<table><tr><td class="c"><span>Visitor ID</span></td><td class="c"><span>v-1</span></td></tr></table>', want: "v-1" },
  { what: "label and value in one cell", html: "<table><tr><td><b>Visitor ID</b><br>v-1</td><td><b>Status</b><br>open</td></tr></table>", want: "v-1" },
  { what: "columns of one class", html: '<div class="row"><div class="col"><b>Visitor ID</b></div><div class="col">v-1</div></div>', want: "v-1" },
  { what: "columns of one class, more than two", html: '<div class="row"><div class="col"><b>Visitor ID</b></div><div class="col">v-1</div><div class="col"><b>Status</b></div><div class="col">open</div></div>', want: "v-1" },
  { what: "columns of one class, this one empty", html: '<div class="row"><div class="col"><b>Visitor ID</b></div><div class="col"></div><div class="col"><b>Status</b></div><div class="col">open</div></div>', want: "" },
  { what: "two columns of one class with the texts of one class within", html: '<div class="row"><div class="col"><p class="t">Visitor ID</p></div><div class="col"><p class="t">v-1</p></div></div>', want: "v-1" },
  { what: "the next of three columns with its own label is no value", html: '<div class="row"><div class="col"><p class="t">Visitor ID</p></div><div class="col"><p class="t">Status</p></div><div class="col"><p class="t">Plan</p></div></div>', want: "!field_missing" },
  { what: "the next field without a class is no value", html: '<div><span class="l">Visitor ID</span></div><div><span class="l">Status</span> <span>open</span></div>', want: "!field_missing" },
  { what: "the head of a list beside the field", html: `<div role="row"><div role="columnheader"><span>Visitor ID</span></div><div role="columnheader"><span>Status</span></div></div><table><thead><tr><td>Visitor ID</td><td>Status</td></tr></thead></table>${field("v-1")}`, want: "v-1" },
  { what: "the head of a list alone", html: "<table><thead><tr><td>Visitor ID</td><td>Status</td></tr></thead></table>", want: "!field_missing" },
  { what: "the next term is no value", html: "<dl><dt>Visitor ID</dt><dt>Email</dt><dd>a@b</dd></dl>", want: "!field_missing" },
  { what: "markup as a value", html: "<dl><dt>Visitor ID</dt><dd>&lt;b&gt;x&lt;/b&gt;</dd></dl>", want: "!bad_visitor_id" },
  { what: "a value of 10,000 characters", html: `<dl><dt>Visitor ID</dt><dd>${"v".repeat(10_000)}</dd></dl>`, want: "!bad_visitor_id" },
  { what: "two lines", html: "<dl><dt>Visitor ID</dt><dd>v-1<br>v-2</dd></dl>", want: "!bad_visitor_id" },
  { what: "an open shadow root", html: "<x-a></x-a>", shadow: { "x-a": "<dl><dt>Visitor ID</dt><dd><slot></slot>v-1</dd></dl>" }, want: "v-1" },
  { what: "a value slotted in", html: "<x-a>v-1</x-a>", shadow: { "x-a": "<dl><dt>Visitor ID</dt><dd><slot></slot></dd></dl>" }, want: "v-1" },
  { what: "a password is never read", html: '<label for="x">Visitor ID</label><input id="x" type="password" value="secret">', want: "" },
  { what: "selectors that agree with the label", html: '<dl><dt>Visitor ID</dt><dd class="v">v-1</dd></dl>', rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }] }, want: "v-1" },
  { what: "a selector that disagrees with the label", html: '<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><p class="v">v-2</p>', rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }] }, want: "!disagree" },
  { what: "a selector that finds two values, one of them the label's", html: '<dl><dt>Visitor ID</dt><dd class="v">v-1</dd></dl><p class="v">v-2</p>', rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }] }, want: "!two_values" },
  { what: "three candidates of which one is hidden and one is not there", html: `${hidden}<dl><dt>Visitor ID</dt><dd class="v">v-1</dd></dl>`, rule: { visitorId: [{ label: "Visitor ID" }, { selector: "section dd, dd.v" }, { declared: "visitor-id" }], recordId: [{ path: "id" }, { query: "none" }] }, want: "v-1" },
  { what: "three candidates of which one has two values", html: field("v-1") + '<p class="v">v-1</p><p class="v">v-2</p>', rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }, { declared: "visitor-id" }] }, want: "!two_values" },
  { what: "an attribute", html: '<p data-v="v-1">x</p>', rule: { visitorId: [{ selector: "[data-v]", attribute: "data-v" }] }, want: "v-1" },
  { what: "a group of the path", html: "<p>x</p>", rule: { visitorId: [{ path: "id" }] }, want: "42" },
  { what: "a selector that is none", html: "<p>x</p>", rule: { visitorId: [{ selector: "p[" }] }, want: "!field_missing" },
  { what: "a parameter of the query", html: "<p>x</p>", rule: { visitorId: [{ query: "vid" }] }, url: "/contacts/42?vid=v%2D1&x=2", want: "v-1" },
  { what: "a parameter that stands there twice", html: "<p>x</p>", rule: { visitorId: [{ query: "vid" }] }, url: "/contacts/42?vid=1&vid=2", want: "!two_values" },
  { what: "a parameter that is not there", html: "<p>x</p>", rule: { visitorId: [{ query: "vid" }] }, want: "!field_missing" },
  { what: "a group of the fragment", html: "<p>x</p>", rule: { path: "/app", hash: "/contacts/:id/:tab?", visitorId: [{ path: "id" }] }, url: "/app#/contacts/v-1/notes", want: "v-1" },
  { what: "another fragment", html: field("v-1"), rule: { path: "/app", hash: "/contacts/:id" }, url: "/app#/leads/1", want: "no record" },
  { what: "a record's parameter", html: field("v-1"), rule: { path: "/main", recordId: [{ query: "id" }] }, url: "/main?etn=contact&id=7", want: "v-1" },
  { what: "a page without the record's parameter, such as a list", html: field("v-1"), rule: { path: "/main", recordId: [{ query: "id" }] }, url: "/main?etn=contact", want: "no record" },
  { what: "a page with an empty one, such as a new record's", html: field("v-1"), rule: { path: "/main", recordId: [{ query: "id" }] }, url: "/main?id=", want: "no record" },
  { what: "a place that has no box, but something in it has", html: field("v-1") + '<x-a><slot name="given"><slot><i>Vera</i></slot></slot></x-a>', shadow: { "x-a": "<p><slot></slot></p>" }, rule: { anchor: { selector: "[name=given]", side: "after" } }, want: "v-1", beside: "I" },
  { what: "a place that has no box, and only text", html: field("v-1") + '<p><i style="display: contents">Vera</i></p>', rule: { anchor: { selector: "i", side: "after" } }, want: "v-1", beside: "P" },
  { what: "a group of the query", html: "<p>x</p>", rule: { path: "/app", search: "etn=contact&id=:id", visitorId: [{ path: "id" }], recordId: [{ path: "id" }] }, url: "/app?etn=contact&id=v-1", want: "v-1" },
  { what: "a group that path and fragment disagree on", html: "<p>x</p>", rule: { hash: "/:id", visitorId: [{ path: "id" }], recordId: [{ label: "Record" }] }, url: "/contacts/1#/2", want: "!field_missing" },
  { what: "a link's address", html: '<a href="https://crm.example/people/v-1?x=1#y">Vera</a>', rule: { visitorId: [{ selector: "p a", link: "/people/:id" }, { selector: "a", link: "/people/:id" }] }, want: "v-1" },
  { what: "a link that leads elsewhere", html: '<a href="https://crm.example/orders/7">x</a><a href="mailto:v@example.com">y</a>', rule: { visitorId: [{ selector: "a", link: "/people/:id" }] }, want: "!field_missing" },
  { what: "two links that differ", html: '<a href="https://crm.example/people/1">x</a><a href="https://crm.example/people/2">y</a>', rule: { visitorId: [{ selector: "a", link: "/people/:id" }] }, want: "!two_values" },
  { what: "a hidden link", html: '<a href="https://crm.example/people/1" style="display:none">x</a>', rule: { visitorId: [{ selector: "a", link: "/people/:id" }] }, want: "!hidden" },
  { what: "an attribute that is not there", html: "<p>x</p>", rule: { visitorId: [{ selector: "p", attribute: "data-v" }] }, want: "!field_missing" },
  { what: "declared in the head", html: "<p>x</p>", rule: declared, then: () => document.head.insertAdjacentHTML("beforeend", '<meta name="glance:visitor-id" content=" v-1 ">'), want: "v-1" },
  { what: "declared on an element", html: '<p data-glance-visitor-id="v-1">x</p>', rule: declared, want: "v-1" },
  { what: "declared on a hidden element", html: '<p hidden data-glance-visitor-id="v-1">x</p>', rule: declared, want: "!hidden" },
  { what: "two declarations", html: '<p data-glance-visitor-id="v-1">x</p>', rule: declared, then: () => document.head.insertAdjacentHTML("beforeend", '<meta name="glance:visitor-id" content="v-2">'), want: "!two_values" },
  { what: "a meta tag in the body is none", html: '<meta name="glance:visitor-id" content="v-1">', rule: declared, want: "!field_missing" },
  { what: "steps", html: field("Portal: V-1 (since 2021)"), rule: { normalise: { after: "Portal:", before: "(", case: "lower" }, pattern: "^v-[0-9]$" }, want: "Portal: V-1 (since 2021)" },
  { what: "steps that find nothing", html: field("v-1"), rule: { normalise: { after: "Portal:" } }, want: "!field_missing" },
  { what: "candidates that agree after the steps only", html: `${field("ID V-1")}<p class="v">ID v-1</p>`, rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }], normalise: { after: "ID", case: "lower" } }, want: "ID V-1, or in another order ID v-1" },
  { what: "a pattern of the rule", html: field("v-1"), rule: { pattern: "^w-" }, want: "!bad_visitor_id" },
  { what: "a value to be derived is the host's to judge", html: field("Vera Visitor"), rule: { derive: { hash: "sha256" }, pattern: "^[0-9a-f]{63}$" }, want: "Vera Visitor" },
  { what: "what the page shows", html: `<b>Contact</b>${field("v-1")}`, rule: { shows: [{ text: "Contact" }, { selector: "dl" }] }, want: "v-1" },
  { what: "what the page does not show", html: `<b>Contacts</b>${field("v-1")}`, rule: { shows: [{ text: "Contact" }] }, want: "no record" },
  { what: "a list is no record", html: `<h1>Contacts</h1>${field("v-1")}`, rule: { visitorId: [], recordId: [], title: [], row: { selector: "dl", visitorId: [{ selector: "dd" }], recordId: [{ selector: "dd" }], title: [{ selector: "dd" }] } }, want: "no record" },
  { what: "what the page hides", html: `<b hidden>Contact</b>${field("v-1")}`, rule: { shows: [{ text: "Contact" }] }, want: "no record" },
  unseen("clip-path", "clip-path: inset(50%)"), unseen("clip-path of no size", "clip-path: circle(0)"), unseen("a polygon of no area", "clip-path: polygon(0 0, 0 0, 0 0)"), unseen("clip", "position: absolute; clip: rect(0, 0, 0, 0)"),
  unseen("moved out of the page", "transform: translate(-5000px)"), unseen("above the page", "position: absolute; top: -5000px"), unseen("no height and no overflow", "height: 0; overflow: hidden"),
  unseen("one pixel", "position: absolute; width: 1px; height: 1px; overflow: hidden"), unseen("content-visibility", "content-visibility: hidden"), unseen("faint", "opacity: 0.05"), unseen("faint by a filter", "filter: opacity(0)"),
  unseen("no size", "transform: scale(0)"), unseen("no colour", "color: transparent"), unseen("no size of text", "font-size: 0"), unseen("text moved out of its element", "text-indent: -9999px; overflow: hidden"),
  { what: "hidden: faint ancestors, together", html: `<div style="opacity: 0.3"><div style="opacity: 0.3">${field("old")}</div></div>${field("v-1")}`, want: "v-1" },
  { what: "hidden: out of a box that does not scroll", html: `<div style="height: 50px; overflow: hidden; position: relative"><div style="position: absolute; top: 200px">${field("old")}</div></div>${field("v-1")}`, want: "v-1" },
  inSight("below the fold", "margin-top: 5000px"), inSight("in a box that scrolls to it", "height: 40px; overflow: auto; padding-top: 300px"), inSight("clipped, but not here", "clip-path: inset(0)"), inSight("moved a little", "transform: translate(30px)"),
  { what: "in sight: at the end of a box that scrolls", html: `<div style="height: 60px; overflow-y: scroll"><div style="height: 900px"></div>${field("v-1")}</div>`, want: "v-1" },
  { what: "in sight: right to left", html: `<div dir="rtl" style="width: 200px; overflow-x: auto"><div style="width: 900px">${field("v-1")}</div></div>`, want: "v-1" },
  { what: "in sight: covered", html: `${field("v-1")}<div style="position: fixed; inset: 0; background: white"></div>`, want: "v-1" },
  { what: "in sight: a label that only a screen reader says", html: '<label for="x" style="position: absolute; clip: rect(0, 0, 0, 0)">Visitor ID</label><input id="x" value="v-1">', want: "v-1" },
  { what: "a slot that its closed root hides", html: "<x-a><b>old</b></x-a>" + field("v-1"), rule: { visitorId: [{ selector: "b, dd" }] }, then: () => void (document.querySelector("x-a")!.attachShadow({ mode: "closed" }).innerHTML = '<div style="height: 0; overflow: hidden"><slot></slot></div>'), want: "v-1" },
  { what: "a selector that matches 100,000 elements", html: "<p id='many'></p>", rule: { visitorId: [{ selector: "#many i" }] }, then: () => document.getElementById("many")!.append(...Array.from({ length: 100_000 }, () => document.createElement("i"))), want: "!too_many" },
  { what: "a label that stands there 300 times", html: field("v-1").repeat(300), want: "!too_many" },
  { what: "a megabyte in a field", html: "<dl><dt>Visitor ID</dt><dd id='long'></dd></dl>", then: () => document.getElementById("long")!.append("v".repeat(1_000_000)), want: "!bad_visitor_id" },
  { what: "a field of 5,000 elements", html: "<dl><dt>Visitor ID</dt><dd id='wide'></dd></dl>", then: () => document.getElementById("wide")!.append(...Array.from({ length: 5_000 }, () => document.createElement("i"))), want: "!too_many" },
  { what: "2,500 roots", html: field("v-1") + "<div id='roots'></div>", then: () => void Array.from({ length: 2_500 }, () => document.getElementById("roots")!.appendChild(document.createElement("x-a")).attachShadow({ mode: "open" })), want: "!too_many" },
  { what: "a tree 1,000 deep", html: "<div id='deep'></div>", rule: { visitorId: [{ selector: ".v" }] }, then: () => nest(document.getElementById("deep")!, 1_000).insertAdjacentHTML("beforeend", '<b class="v">v-1</b>'), want: "v-1" },
  { what: "regions, each by itself", html: region("a", "v-1") + region("b", "v-2"), rule: twoRegions, want: "v-1 v-2" },
  { what: "regions, one of them hidden", html: region("a", "v-1") + `<div hidden>${region("b", "v-2")}</div>`, rule: twoRegions, want: "v-1" },
  { what: "a region without its field, beside one that has it", html: region("a", "v-1") + "<section><h2>B</h2><dl><dt>Record</dt><dd>b</dd></dl></section>", rule: twoRegions, want: "v-1 !field_missing" },
  { what: "what is in an inner region is its own", html: `<section><h2>A</h2><dl><dt>Record</dt><dd>a</dd></dl>${region("b", "v-2")}</section>`, rule: twoRegions, want: "!field_missing v-2" },
  { what: "the address speaks of none of several regions", html: region("a", "v-1") + region("b", "v-2"), rule: { ...twoRegions, visitorId: [{ path: "id" }] }, want: "!field_missing !field_missing" },
  { what: "the head speaks of none of several regions", html: region("a", "v-1") + region("b", "v-2"), rule: { ...twoRegions, ...declared }, then: () => document.head.insertAdjacentHTML("beforeend", '<meta name="glance:visitor-id" content="v-1">'), want: "!field_missing !field_missing" },
  { what: "of many regions the first eight", html: Array.from({ length: 12 }, (_, n) => region(`r${n}`, `v${n}`)).join(""), rule: twoRegions, want: "v0 v1 v2 v3 v4 v5 v6 v7" },
  { what: "a label with an icon behind it", html: '<div><div class="label"><div>Visitor ID</div><span class="help-icon"><i></i></span></div><div>v-1</div></div>', want: "v-1" },
  { what: "the head of a grid’s column, which a slot brings there", html: "<x-grid><x-head>Visitor ID</x-head><x-cell>old</x-cell></x-grid>" + field("v-1"), shadow: { "x-grid": '<table><thead><tr><th><slot></slot></th></tr></thead></table>' }, want: "v-1" },
  { what: "two names", html: "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><h1>Otto</h1>", want: "!two_values" },
];

/** An object with its candidates in every order, as they stand first. */
function orders(object: ObjectRule): ObjectRule[] {
  const every = <T>(list: readonly T[]): T[][] => (list.length < 2 ? [[...list]] : list.flatMap((one, at) => every(list.filter((_, other) => other !== at)).map((rest) => [one, ...rest])));
  return every(object.visitorId).flatMap((visitorId) => every(object.recordId).map((recordId) => ({ ...object, visitorId, recordId })));
}

/** How long the last case took to read, in milliseconds. */
export let spent = 0;

export function run({ html, shadow, rule, url = "/contacts/42?x#y", beside = "", then }: Case): string {
  document.head.querySelectorAll("meta[name^=glance]").forEach((meta) => meta.remove());
  document.body.innerHTML = `<h1>Vera</h1>${html}`;
  for (const [selector, inside] of Object.entries(shadow ?? {})) document.querySelector(selector)!.attachShadow({ mode: "open" }).innerHTML = inside;
  then?.();
  void document.body.offsetHeight;
  return [...new Set(orders({ ...object, ...rule }).map((ordered) => said(ordered, url, beside)))].join(", or in another order ");
}

/** What is read by a rule of one object. */
function said(object: ObjectRule, url: string, beside: string): string {
  const began = performance.now();
  const { readings } = readPage({ system: "crm", objects: [object], keyPattern: "^[A-Za-z0-9._~-]{1,63}$", style: "" }, `https://crm.example${url}`);
  spent = performance.now() - began;
  if (readings.length === 0) return "no record";
  if (beside && readings[0]?.places[0]?.element?.tagName !== beside) return `beside ${readings[0]?.places[0]?.element?.tagName}`;
  return readings.map(({ read, reason }) => (reason ? `!${reason}${read?.visitorId ?? ""}` : read?.visitorId ?? "nothing")).join(" ");
}

if (typeof document !== "undefined") {
  const roots = new WeakMap<Element, ShadowRoot>();
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    roots.set(this, root);
    return root;
  };
  (globalThis as { chrome?: unknown }).chrome = { dom: { openOrClosedShadowRoot: (element: Element) => roots.get(element) ?? null } };
  document.title = JSON.stringify(cases.map((one) => run(one)));
}
