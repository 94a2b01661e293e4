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
  { what: "an aria-label that holds the name", html: '<main><h1 aria-label="Contact $N" data-here>$N</h1></main>', some: ['{"selector":"main h1"}'], none: /Vera/ },
  { what: "a former record, hidden and first", html: '<section hidden><dl><dt>Visitor ID</dt><dd class="v">old-one</dd></dl></section><dl id="details"><dt>Visitor ID</dt><dd class="v" data-here>$V</dd></dl>', some: ['{"label":"Visitor ID"}'], none: /old/ },
  { what: "an open root", html: "<x-record></x-record>", shadow: { "x-record": '<div class="f"><span class="label">Visitor ID</span><span data-name="visitor" data-here>$V</span></div>' }, some: ['{"label":"Visitor ID"}', '{"selector":"[data-name=\\"visitor\\"]"}'] },
  { what: "a closed root", html: "<x-record></x-record>", closed: true, shadow: { "x-record": '<div class="f"><span class="label">Visitor ID</span><span data-name="visitor" data-here>$V</span></div>' }, some: ['{"label":"Visitor ID"}', '{"selector":"[data-name=\\"visitor\\"]"}'] },
  { what: "what the page declares", html: '<p data-glance-visitor-id="$V">x</p><p>Visitor ID <i data-here>$V</i></p>', some: ['{"declared":"visitor-id"}'] },
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
  const fields = candidatesOf(here, part, draft, true);
  const said = fields.map((field) => JSON.stringify(field));
  const wrong = [
    ...one.some.filter((want) => !said.includes(want)).map((want) => `lacks ${want}`),
    ...said.filter((field) => one.none?.test(field)).map((field) => `has ${field}`),
    ...said.filter((field) => field.toLowerCase().includes(value)).map((field) => `holds the value: ${field}`),
    ...(anchorsOf(here, draft).some(({ selector }) => selector?.includes(value)) ? ["its place holds the value"] : []),
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
