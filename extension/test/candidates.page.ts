/** Runs in a browser's page: points at an element of a fragment, and leaves what candidates it gives, and what they find on the same page of another record, as JSON in the title. */
import { valueOf, candidatesOf, anchorsOf } from "../src/picker/candidates";
import { evaluate } from "../src/picker/evaluate";
import { fresh } from "../src/picker/draft";
import { redact } from "../src/picker/redact";
import { replay } from "../src/picker/replay";
import { objectOf } from "../src/picker/save";
import { deepest } from "./pointed";

interface Case {
  what: string;
  /** The page of a record: $N is its name, $V its visitor id, $R its number. The pointed element bears data-here. */
  html: string;
  /** What is in shadow roots, by the selector of their hosts. */
  shadow?: { [selector: string]: string };
  closed?: boolean;
  /** What must be among the candidates, as JSON; and what no candidate may say. */
  some: string[];
  none?: RegExp;
}

type Values = { [name in "$N" | "$V" | "$R"]: string };

const records: [Values, Values] = [{ $N: "Vera Visitor", $V: "vera-visitor", $R: "1001" }, { $N: "Walter Webb", $V: "walter-webb", $R: "1002" }];

export const cases: Case[] = [
  { what: "a definition list with stable attributes", html: '<main><h1>$N</h1><dl><div data-field="visitor-id"><dt>Website visitor ID</dt><dd class="value" data-here>$V</dd></div></dl></main>',
    some: ['{"label":"Website visitor ID"}', '{"selector":"[data-field=\\"visitor-id\\"] .value"}'] },
  { what: "the name in a heading", html: "<main><p>Contact</p><h1 data-here>$N</h1></main>", some: ['{"selector":"main h1"}'] },
  { what: "a heading that is a place by its attribute and by its path", html: '<div id="content"><h2 data-here>$N</h2><div><h2>Notes</h2></div></div>', some: ['{"selector":"[id=\\"content\\"] > h2"}'] },
  { what: "a lesser heading, of which a form brings more", html: '<div id="content"><div class="issue details"><div class="subject"><div><h3 data-here>$N</h3></div></div></div></div>', some: ['{"selector":".subject h3"}'], none: /content/ },
  { what: "a colon behind a label's own element", html: '<div class="field"><div class="label"><span>Visitor ID</span>:</div><div class="value" data-here>$V</div></div><div class="field"><div class="label"><span>Plan</span>:</div><div class="value">Gold</div></div>', some: ['{"label":"Visitor ID"}'] },
  { what: "volatile ids", html: '<form><label for="input-19">Visitor ID</label><input id="input-19" data-here value="$V"></form>', some: ['{"label":"Visitor ID"}'], none: /input-19/ },
  { what: "a generated class", html: '<div class="css-1q2w3e"><span class="css-9z8y7x">Visitor ID</span><span class="css-4r5t6y" data-here>$V</span></div>', some: ['{"label":"Visitor ID"}'], none: /css-/ },
  { what: "the value in an attribute", html: '<p>Visitor ID <b data-visitor="$V" data-here>$V</b></p>', some: ['{"selector":"[data-visitor]","attribute":"data-visitor"}'], none: /vera/ },
  { what: "a link that holds the value", html: '<table><tr><td>E-mail</td><td><a data-here href="mailto:$V">$V</a></td></tr></table>', some: ['{"label":"E-mail"}'], none: /vera|mailto/ },
  { what: "neighbouring data is no label: a name above", html: '<div><h2>$N</h2><div class="sub" data-here itemprop="identifier">$V</div></div>', some: ['{"selector":"[itemprop=\\"identifier\\"]"}'], none: /label/ },
  { what: "neighbouring data is no label: the cell before, under a head", html: '<table><thead><tr><th>City</th><th>Visitor</th></tr></thead><tbody><tr><td>Bristol</td><td data-here data-col="visitor">$V</td></tr></tbody></table>',
    some: ['{"selector":"[data-col=\\"visitor\\"]"}'], none: /Bristol/ },
  { what: "neighbouring data is no label: a link before", html: '<p><a href="/accounts/7">Harbour Finch</a> <span data-here data-field="vid">$V</span></p>', some: ['{"selector":"[data-field=\\"vid\\"]"}'], none: /Harbour/ },
  { what: "a table's row header", html: '<table><tr><th>Visitor ID</th><td data-here>$V</td></tr></table>', some: ['{"label":"Visitor ID"}'] },
  { what: "aria-labelledby with a volatile id", html: '<div id="radix-7">Visitor ID</div><hr><div aria-labelledby="radix-7" data-here>$V</div>', some: ['{"label":"Visitor ID"}'], none: /radix/ },
  { what: "neighbouring data is no label: the cell before, under a row of heads", html: '<table><tr><th>City</th><th>Visitor</th></tr><tr><td>Bristol</td><td data-here data-col="visitor">$V</td></tr></table>', some: ['{"selector":"[data-col=\\"visitor\\"]"}'], none: /Bristol/ },
  { what: "neighbouring data is no label: a grid's cell before", html: '<div role="grid"><div role="row"><b role="columnheader">City</b><b role="columnheader">Visitor</b></div><div role="row"><div role="gridcell">Bristol</div><div role="gridcell" data-here data-col="visitor">$V</div></div></div>', some: ['{"selector":"[data-col=\\"visitor\\"]"}'], none: /Bristol/ },
  { what: "the same ids on the former record", html: '<form hidden><label for="vid">Visitor ID</label><input id="vid" value="old-one"></form><form><label for="vid">Visitor ID</label><p>help</p><input id="vid" data-here value="$V"></form>', some: ['{"label":"Visitor ID"}'], none: /old/ },
  { what: "the same names on the former record", html: '<p hidden><b id="vid">Visitor ID</b><i aria-labelledby="vid">old-one</i></p><div><b id="vid">Visitor ID</b><hr><p>help</p><div aria-labelledby="vid" data-here>$V</div></div>', some: ['{"label":"Visitor ID"}'], none: /old/ },
  { what: "a group that its label names", html: '<div role="group" aria-labelledby="radix-7"><span id="radix-7">Visitor ID</span><span data-here>$V</span></div>', some: ['{"label":"Visitor ID"}'] },
  { what: "columns of one class", html: '<div class="row"><div class="col"><b>Visitor ID</b></div><div class="col" data-here>$V</div><div class="col"><b>Plan</b></div><div class="col">Gold</div></div>', some: ['{"label":"Visitor ID"}'] },
  { what: "an aria-label that holds the name", html: '<main><h1 aria-label="Contact $N" data-here>$N</h1></main>', some: ['{"selector":"main h1"}'], none: /Vera/ },
  { what: "a former record, hidden and first", html: '<section hidden><dl><dt>Visitor ID</dt><dd class="v">old-one</dd></dl></section><dl id="details"><dt>Visitor ID</dt><dd class="v" data-here>$V</dd></dl>', some: ['{"label":"Visitor ID"}'], none: /old/ },
  { what: "an open root", html: "<x-record></x-record>", shadow: { "x-record": '<div class="f"><span class="label">Visitor ID</span><span data-name="visitor" data-here>$V</span></div>' }, some: ['{"label":"Visitor ID"}', '{"selector":"[data-name=\\"visitor\\"]"}'] },
  { what: "a closed root", html: "<x-record></x-record>", closed: true, shadow: { "x-record": '<div class="f"><span class="label">Visitor ID</span><span data-name="visitor" data-here>$V</span></div>' }, some: ['{"label":"Visitor ID"}', '{"selector":"[data-name=\\"visitor\\"]"}'] },
  { what: "what the page declares", html: '<p data-glance-visitor-id="$V">x</p><p>Visitor ID <i data-here>$V</i></p>', some: ['{"declared":"visitor-id"}'] },
  { what: "a mark of help in the label", html: '<div><label for="v_0">Visitor ID<sup data-tooltip="From the website">?</sup></label><input id="v_0" data-here value="$V"></div>', some: ['{"label":"Visitor ID"}'], none: /\?/ },
  { what: "a component whose label is its own text", html: '<div><x-field>Visitor ID</x-field></div><div><x-other>Phone</x-other></div>', shadow: { "x-field": '<label for="c"><slot></slot></label><input id="c" data-here value="$V">', "x-other": '<label for="c"><slot></slot></label><input id="c" value="+44 20 7946 0100">' }, some: ['{"label":"Visitor ID"}'] },
  { what: "a component whose label is a part that it is given", html: '<div><x-field><b slot="label">Visitor ID</b></x-field></div><div>Phone</div>', shadow: { "x-field": '<label for="c"><slot name="label"></slot></label><input id="c" data-here value="$V">' }, some: ['{"label":"Visitor ID"}'] },
  { what: "a component that draws what it is given", html: '<x-title slot="heading">$N</x-title>', shadow: { "x-title": '<h2><span id="ui5wc_12-inner" data-here><slot></slot></span></h2>' }, some: ['{"selector":"[slot=\\"heading\\"]"}', '{"selector":"x-title"}'], none: /ui5wc/ },
  { what: "a value that is pressed to be edited", html: '<div><span>Visitor ID</span><div role="button" tabindex="0" data-test-id="visitor" data-here>$V</div></div>', some: ['{"selector":"[data-test-id=\\"visitor\\"]"}'] },
  { what: "the kind of record in a heading is no label of the name", html: "<main><h1><div>Contact</div><span data-here>$N</span></h1></main>", some: ['{"selector":"main > h1 > span"}'], none: /label/ },
  { what: "a class that says what it is", html: '<table><tr><td class="text-lg"><font><b class="recordTitle bold" data-here>$N</b></font></td></tr></table>', some: ['{"selector":".recordTitle"}'], none: /text-lg/ },
  { what: "the name in a component, with nothing of its own", html: '<app-record><x-toolbar><span data-here>$N</span></x-toolbar><x-card>$V</x-card></app-record>', some: ['{"selector":"x-toolbar > span"}'] },
  { what: "the name in nothing but looks, far from what has a name", html: '<div id="app"><div class="w-64">Menu</div><div class="flex-1"><div class="p-6"><div class="flex"><div class="flex"><div class="w-9">V</div><div class="min-w-0"><div class="text-2xl" data-here>$N</div></div></div></div></div></div></div>', some: ['{"selector":"[id=\\"app\\"] > div:nth-of-type(2) > div > div > div > div:nth-of-type(2) > div"}'] },
  { what: "a class beside a label, which other fields may have", html: '<table><tr><td class="label">Visitor ID</td><td class="dataCol" data-here>$V</td></tr></table>', some: ['{"label":"Visitor ID"}'], none: /dataCol/ },
  { what: "what another field shows, in a label and in an attribute", html: '<main><p><b>Visitor ID of Harbour Finch</b><span aria-label="Visitor ID of Harbour Finch" data-here>$V</span></p></main>', some: ['{"selector":"main > p > span"}'], none: /Harbour/ },
  { what: "a class that a tool made up", html: '<main><div class="sc-aXbYcZ"><b class="kLmNoP" data-here>$N</b></div></main>', some: ['{"selector":"main > div > b"}'], none: /sc-|kLm/ },
  { what: "a place among fields that may be left out", html: '<main><div><p><b>Phone</b> <i>+44</i></p><p><b>Visitor ID</b> <i data-here>$V</i></p></div></main>', some: ['{"label":"Visitor ID"}'], none: /nth-of-type/ },
  { what: "nothing stable but its place", html: "<main><h1>$N</h1><div><div><p>$R</p><p data-here>$V</p></div></div></main>", some: ['{"selector":"main > div > div > p:nth-of-type(2)"}'], none: /label/ },
];

const roots = new Map<Element, ShadowRoot>();
(globalThis as { chrome?: unknown }).chrome = { dom: { openOrClosedShadowRoot: (element: Element) => roots.get(element) ?? element.shadowRoot } };

function show({ html, shadow = {}, closed }: Case, record: Values): void {
  const filled = (text: string) => text.replace(/\$[NVR]/g, (name) => record[name as keyof Values]);
  document.title = "";
  document.body.innerHTML = filled(html);
  for (const [selector, inside] of Object.entries(shadow)) {
    const host = document.querySelector(selector)!;
    const root = host.attachShadow({ mode: closed ? "closed" : "open" });
    root.innerHTML = filled(inside);
    roots.set(host, root);
  }
}

/** What went wrong with a case; nothing where all went well. */
function run(one: Case): string[] {
  const [first, second] = records;
  show(one, first);
  const here = deepest(document, "[data-here]", roots)!;
  const value = valueOf(here);
  const part = value === first.$N ? "title" : "visitorId";
  here.removeAttribute("data-here");
  const draft = fresh("https://crm.example/*", "CRM");
  const known = ["Harbour Finch"];
  const fields = candidatesOf(here, part, draft, true, known);
  const said = fields.map((field) => JSON.stringify(field));
  const wrong = [
    ...one.some.filter((want) => !said.includes(want)).map((want) => `lacks ${want}`),
    ...said.filter((field) => one.none?.test(field)).map((field) => `has ${field}`),
    ...said.filter((field, at) => said.indexOf(field) < at).map((field) => `has twice ${field}`),
    ...said.filter((field) => field.toLowerCase().includes(value)).map((field) => `holds the value: ${field}`),
    ...(anchorsOf(here, draft, known).some(({ selector }) => selector?.includes(value)) ? ["its place holds the value"] : []),
  ];
  const drafted = { ...draft, path: "/*", type: "contact", [part]: fields.map((field) => ({ field })) };
  show(one, second);
  const now = evaluate(drafted, location.href, true);
  const found = now.found[part].map((one) => (one?.kind === "value" ? one.value : one?.kind));
  const want = part === "title" ? second.$N : second.$V;
  if (!found.includes(want)) wrong.push(`none followed: ${found.join(", ")}`);
  if (found.some((value) => value === first.$N || value === first.$V)) wrong.push(`one stayed: ${found.join(", ")}`);
  return [...wrong, ...kept(drafted, part, want)].concat(said.length === 0 ? ["no candidate"] : []);
}

/** The page as an example of the rule: no value in it, and the rule finds the stand-in in it. */
function kept(drafted: ReturnType<typeof fresh>, part: "title" | "visitorId", value: string): string[] {
  const now = evaluate(drafted, location.href, true);
  const followed = { ...drafted, [part]: drafted[part].filter((_, at) => now.found[part][at]?.kind === "value" && (now.found[part][at] as { value: string }).value === value) };
  const text = redact(followed, { [part]: value }, evaluate(followed, location.href, true), "https://crm.example/contacts/1002");
  const place = document.createElement("div");
  place.style.cssText = "position: fixed; top: 0; left: 0; width: 800px; height: 600px";
  document.body.replaceChildren(place);
  const outcomes = replay({ ...objectOf(followed) }, text, place) ?? [];
  const wrong = outcomes.filter(({ ok }) => !ok).map(({ wanted, found }) => `its example gives ${found} for ${wanted}`);
  if (/Walter|Webb|walter|1002|Bristol|Harbour/.test(text)) wrong.push(`its example holds a value: ${text}`);
  return outcomes.length === 1 ? wrong : [...wrong, "its example tells nothing"];
}

if (typeof document !== "undefined") document.title = JSON.stringify(Object.fromEntries(cases.map((one) => [one.what, run(one)])));
