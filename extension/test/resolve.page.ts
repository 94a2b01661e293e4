/** Runs in a browser's page: reads fields from fragments of pages, and leaves what it read as JSON in the title. */
import type { ObjectRule } from "../src/protocol.gen";
import { readPage } from "../src/content/read";

interface Case {
  what: string;
  html: string;
  shadow?: { [selector: string]: string };
  want: string;
  rule?: Partial<ObjectRule>;
}

const object: ObjectRule = {
  type: "contact", path: "/contacts/:id", visitorId: [{ label: "Visitor ID" }], recordId: [{ path: "id" }], title: [{ selector: "h1" }], anchor: { selector: "h1", side: "after" },
};
const hidden = '<section style="display:none"><dl><dt>Visitor ID</dt><dd>old-1</dd></dl></section>';

export const cases: Case[] = [
  { what: "dt and dd", html: "<dl><dt>Email</dt><dd>a@b</dd><dt>Visitor ID</dt><dd>v-1</dd></dl>", want: "v-1" },
  { what: "a colon, a star, case and space", html: "<dl><dt> visitor  id*: </dt><dd> v-1 </dd></dl>", want: "v-1" },
  { what: "th and td", html: "<table><tr><th>Visitor ID</th><td>v-1</td></tr></table>", want: "v-1" },
  { what: "two cells", html: "<table><tr><td>Visitor ID</td><td>v-1</td></tr></table>", want: "v-1" },
  { what: "label for an input", html: '<label for="x">Visitor ID</label><p>help</p><input id="x" value="v-1">', want: "v-1" },
  { what: "label around an input", html: '<label>Visitor ID <input value="v-1"></label>', want: "v-1" },
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
  { what: "two that differ", html: "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><dl><dt>Visitor ID</dt><dd>v-2</dd></dl>", want: "!two_values" },
  { what: "two that agree", html: "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><dl><dt>Visitor ID</dt><dd>v-1</dd></dl>", want: "v-1" },
  { what: "no such label", html: "<dl><dt>Email</dt><dd>a@b</dd></dl>", want: "!field_missing" },
  { what: "the next field is no value", html: '<div class="f"><span>Visitor ID</span></div><div class="f"><span>Status</span><span>open</span></div>', want: "!field_missing" },
  { what: "the next row is no value", html: "<table><tr><td>Visitor ID</td></tr><tr><td>Status</td></tr></table>", want: "!field_missing" },
  { what: "the next item is no value", html: "<ul><li>Visitor ID</li><li>Status</li></ul>", want: "!field_missing" },
  { what: "display: contents", html: '<dl><div style="display:contents"><dt>Visitor ID</dt><dd style="display:contents">v-1</dd></div></dl>', want: "v-1" },
  { what: "the next term is no value", html: "<dl><dt>Visitor ID</dt><dt>Email</dt><dd>a@b</dd></dl>", want: "!field_missing" },
  { what: "markup as a value", html: "<dl><dt>Visitor ID</dt><dd>&lt;b&gt;x&lt;/b&gt;</dd></dl>", want: "!bad_visitor_id" },
  { what: "a value of 10,000 characters", html: `<dl><dt>Visitor ID</dt><dd>${"v".repeat(10_000)}</dd></dl>`, want: "!bad_visitor_id" },
  { what: "two lines", html: "<dl><dt>Visitor ID</dt><dd>v-1<br>v-2</dd></dl>", want: "!bad_visitor_id" },
  { what: "an open shadow root", html: "<x-a></x-a>", shadow: { "x-a": "<dl><dt>Visitor ID</dt><dd><slot></slot>v-1</dd></dl>" }, want: "v-1" },
  { what: "a value slotted in", html: "<x-a>v-1</x-a>", shadow: { "x-a": "<dl><dt>Visitor ID</dt><dd><slot></slot></dd></dl>" }, want: "v-1" },
  { what: "a password is never read", html: '<label for="x">Visitor ID</label><input id="x" type="password" value="secret">', want: "" },
  { what: "selectors that agree with the label", html: '<dl><dt>Visitor ID</dt><dd class="v">v-1</dd></dl>', rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }] }, want: "v-1" },
  { what: "a selector that disagrees with the label", html: '<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><p class="v">v-2</p>', rule: { visitorId: [{ label: "Visitor ID" }, { selector: ".v" }] }, want: "!two_values" },
  { what: "an attribute", html: '<p data-v="v-1">x</p>', rule: { visitorId: [{ selector: "[data-v]", attribute: "data-v" }] }, want: "v-1" },
  { what: "a group of the path", html: "<p>x</p>", rule: { visitorId: [{ path: "id" }] }, want: "42" },
  { what: "a selector that is none", html: "<p>x</p>", rule: { visitorId: [{ selector: "p[" }] }, want: "!field_missing" },
  { what: "two names", html: "<dl><dt>Visitor ID</dt><dd>v-1</dd></dl><h1>Otto</h1>", want: "!two_values" },
];

function run({ html, shadow, rule }: Case): string {
  document.body.innerHTML = `<h1>Vera</h1>${html}`;
  for (const [selector, inside] of Object.entries(shadow ?? {})) document.querySelector(selector)!.attachShadow({ mode: "open" }).innerHTML = inside;
  const page = readPage({ system: "crm", objects: [{ ...object, ...rule }], keyPattern: "^[A-Za-z0-9._~-]{1,63}$", style: "" }, "https://crm.example/contacts/42?x#y");
  const [reading] = page.readings;
  if (!reading) return "no record";
  return reading.reason ? `!${reading.reason}${reading.read?.visitorId ?? ""}` : reading.read?.visitorId ?? "nothing";
}

if (typeof document !== "undefined") document.title = JSON.stringify(cases.map((one) => run(one)));
