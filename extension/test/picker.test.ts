import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, type Found, type Reading } from "../src/picker/assess";
import { framePattern, looksLikeList, patternOf, proposals, typeIn, widened } from "../src/picker/address";
import { confirming, fresh, isByPosition, isConfirmed, left, next, parts, type Draft } from "../src/picker/draft";
import { admits, mayShow } from "../src/picker/admit";
import { nameless } from "../src/picker/hidden";
import { numberAt } from "../src/picker/number";
import { idFor, ruleOf, type RuleFile } from "../src/picker/save";
import { readPicker } from "../src/picker/says";
import { holds, isVolatile, mayLabel } from "../src/picker/stable";
import type { Field } from "../src/protocol.gen";
import "./urlpattern";

const value = (text: string): Found => ({ kind: "value", value: text });
const none: Found = { kind: "none" };

/** A draft of three fields, whose visitor id has so many candidates, at the step where records are looked at. */
function drafted(ways = 1): Draft {
  const fields = Array.from({ length: ways }, (_, at): Field => ({ label: `Visitor ${at}` }));
  const steps = [
    { type: "picked", part: "title", fields: [{ selector: "h1" }] },
    { type: "picked", part: "visitorId", fields },
    { type: "address", address: { path: "/contacts/:id", search: "", hash: "" }, field: { path: "id" } },
    { type: "named", name: "contact" },
    { type: "placed", anchors: [{ selector: "h1", side: "after" }] },
  ] as const;
  return steps.reduce<Draft>((draft, event) => next(draft, event as Parameters<typeof next>[1], null), fresh("https://crm.example/*", "CRM"));
}

function page(id: string, title: string, ...visitors: Found[]): Reading {
  return { url: `https://crm.example/contacts/${id}`, fits: true, anchored: true, found: { title: [value(title)], recordId: [value(id)], visitorId: visitors } };
}

const agree = (draft: Draft, reading: Reading, chosen = {}) => next(draft, { type: "agree", chosen }, reading);
const problem = (draft: Draft, reading: Reading, chosen = {}) => assess(draft, reading, chosen).problem;

test("steps follow each other, and what does not fit a step changes nothing", () => {
  const begun = fresh("https://crm.example/*", "CRM");
  assert.equal(next(begun, { type: "picked", part: "visitorId", fields: [{ label: "x" }] }, null), begun);
  assert.equal(next(begun, { type: "picked", part: "title", fields: [] }, null), begun);
  assert.equal(next(begun, { type: "agree", chosen: {} }, page("1", "Vera", value("v"))), begun);
  assert.equal(next(begun, { type: "back" }, null), begun);
  const titled = next(begun, { type: "picked", part: "title", fields: [{ selector: "h1" }] }, null);
  assert.equal(titled.step, "visitorId");
  assert.equal(next(titled, { type: "back" }, null).step, "title");
  assert.equal(drafted().step, "records");
});

test("two different records confirm, one does not", () => {
  const one = agree(drafted(), page("1", "Vera", value("v1")));
  assert.equal(isConfirmed(one), false);
  const two = agree(one, page("2", "Otto", value("v2")));
  assert.equal(isConfirmed(two), true);
  assert.deepEqual(two.seen.map(({ id }) => id), ["1", "2"]);
  assert.equal(isConfirmed(agree(two, page("3", "Nora", value("v3")))), true);
});

test("a visitor id that is found by its position alone takes three records", () => {
  const draft = drafted();
  const placed = { ...draft, visitorId: [{ field: { selector: "main > div:nth-of-type(4)" } }] };
  const two = agree(agree(placed, page("1", "Vera", value("v1"))), page("2", "Otto", value("v2")));
  assert.deepEqual([isByPosition(two), isConfirmed(two), isConfirmed(agree(two, page("3", "Nora", value("v3"))))], [true, false, true]);
  assert.equal(isByPosition({ ...two, visitorId: [...two.visitorId, { field: { label: "Visitor ID" } }] }), false);
});

test("the same record does not count twice, and nor does another customer with the same values", () => {
  const one = agree(drafted(), page("1", "Vera", value("v1")));
  assert.deepEqual(problem(one, page("1", "Vera", value("v1"))), { why: "same_record" });
  assert.equal(agree(one, page("1", "Vera", value("v1"))), one);
  assert.deepEqual(problem(one, page("2", "Otto", value("v1"))), { why: "same", part: "visitorId" });
  assert.deepEqual(problem(one, page("2", "Vera", value("v2"))), { why: "same", part: "title" });
  assert.equal(agree(one, page("2", "Otto", value("v1"))), one);
});

test("a candidate that did not follow is dropped: the former value, nothing, another", () => {
  const one = agree(drafted(4), page("1", "Vera", value("v1"), value("v1"), value("v1"), value("v1")));
  const reading = page("2", "Otto", value("v2"), value("v1"), none, value("v2"));
  const two = agree(one, reading);
  assert.deepEqual(two.visitorId.map(({ dropped }) => dropped ?? ""), ["", "same", "missing", ""]);
  assert.equal(left(two.visitorId).length, 2);
  assert.equal(isConfirmed(two), true);
  const three = agree(two, page("3", "Nora", value("v3"), value("v3"), value("v3"), { kind: "two" }));
  assert.deepEqual(three.visitorId.map(({ dropped }) => dropped ?? ""), ["", "same", "missing", "missing"]);
});

test("where candidates disagree a person chooses, and the others are dropped", () => {
  const one = agree(drafted(2), page("1", "Vera", value("v1"), value("v1")));
  const reading = page("2", "Otto", value("v2"), value("x9"));
  assert.deepEqual([problem(one, reading), assess(one, reading).choices.visitorId], [{ why: "choose", part: "visitorId" }, ["v2", "x9"]]);
  assert.equal(agree(one, reading), one);
  assert.equal(agree(one, reading, { visitorId: "made up" }), one);
  assert.deepEqual(agree(one, reading, { visitorId: "v2" }).visitorId.map(({ dropped }) => dropped ?? ""), ["", "other"]);
});

test("an empty, hidden, missing or doubled field does not count", () => {
  const draft = drafted();
  const why = (found: Found) => problem(draft, page("1", "Vera", found))?.why;
  assert.deepEqual([value(""), none, { kind: "hidden" } as Found, { kind: "two" } as Found].map(why), ["empty", "missing", "hidden", "two"]);
  for (const words of ["None", "N/A", "(no value)", "nicht angegeben", "غير محدد"]) assert.equal(why(value(words)), "empty", words);
  assert.deepEqual(["none-of-yours", "v(1)", "keinath"].map((id) => why(value(id))), [undefined, undefined, undefined]);
  assert.equal(problem(draft, { ...page("1", "Vera", value("v1")), fits: false })?.why, "other_page");
  assert.equal(problem(draft, { ...page("1", "Vera", value("v1")), anchored: false })?.why, "no_place");
  const docked = next(draft, { type: "placed", anchors: [{ side: "dock" }] }, null);
  assert.deepEqual([docked.step, docked.seen, problem(docked, { ...page("1", "Vera", value("v1")), anchored: false })], [draft.step, draft.seen, null]);
  assert.equal(assess(draft, page("1", "Vera", value("not one")), {}, () => false).problem?.why, "bad_id");
});

test("a field that is pointed at again begins the counting anew", () => {
  const two = agree(agree(drafted(), page("1", "Vera", value("v1"))), page("2", "Otto", value("v2")));
  const mending = next(two, { type: "mend", part: "visitorId" }, null);
  assert.deepEqual([mending.step, mending.mending], ["visitorId", true]);
  assert.deepEqual(next(mending, { type: "back" }, null).seen.length, 2);
  const mended = next(mending, { type: "picked", part: "visitorId", fields: [{ selector: ".v" }] }, null);
  assert.deepEqual([mended.step, mended.seen.length, isConfirmed(mended), mended.visitorId], ["records", 0, false, [{ field: { selector: ".v" } }]]);
});

test("a rule that is there begins with its records", () => {
  const object = { type: "lead", path: "/l/:id", shows: [{ text: "Lead" }], visitorId: [{ label: "V" }], recordId: [{ path: "id" }], title: [{ label: "Name" }], anchor: { side: "dock" as const } };
  const draft = confirming("https://crm.example/*", "zoho", "Zoho", object);
  assert.deepEqual([draft.step, draft.base, draft.type, draft.rest], ["records", "zoho", "lead", { shows: [{ text: "Lead" }] }]);
  assert.equal(next(draft, { type: "back" }, null), draft);
});

test("a rule holds what followed, says on how many records, and no value", () => {
  const two = agree(agree(drafted(2), page("1", "Vera Visitor", value("vera-1"), value("vera-1"))), page("2", "Otto Other", value("otto-2"), none));
  const rule = ruleOf(two, "crm-example", null, [], true, "2026-11-22");
  assert.deepEqual(rule.confirmed, { agreed: 2, of: 2, on: "2026-11-22" });
  assert.deepEqual(rule.objects[0]?.visitorId, [{ label: "Visitor 0" }]);
  assert.deepEqual(rule.matches, ["https://crm.example/*"]);
  assert.doesNotMatch(JSON.stringify(rule), /vera|otto/i);
  assert.equal(ruleOf(two, "crm-example", null, [], false, "2026-11-22").confirmed, undefined);
  const one = agree(drafted(), page("1", "Vera", value("v1")));
  assert.equal(ruleOf(one, "crm-example", null, [], true, "2026-11-22").confirmed, undefined, "one record confirms nothing");
});

const followed = agree(agree(drafted(), page("1", "Vera", value("v1"))), page("2", "Otto", value("v2")));
const other = { type: "contact", path: "/companies/:p1/contacts/:id", visitorId: [{ label: "V" }], recordId: [], title: [], anchor: { side: "dock" as const } };
const before: RuleFile = {
  id: "crm", name: "CRM", matches: ["https://*.example/app/*"], groupId: 7, unverified: true, confirmed: { agreed: 3, of: 4, on: "2026-11-20" },
  objects: [{ ...other, path: "/contacts/:id" }, other, { ...other, type: "lead", path: "/leads/:id", draft: true }],
  examples: [{ type: "contact", page: "old", url: "https://crm.example/contacts/value-1", visitorId: "" }, { type: "contact", page: "{}", url: "https://crm.example/companies/value-1/contacts/value-2", visitorId: "" }],
};
const pathsOf = ({ objects }: RuleFile) => objects.map(({ type, path, draft }) => `${type} ${path}${draft ? " draft" : ""}`);

test("a kind of record takes the place of what names the same pages, and of nothing else", () => {
  const rule = ruleOf(followed, "crm", before, [{ type: "contact", page: "new", url: "", visitorId: "" }], true, "2026-11-22");
  assert.deepEqual(pathsOf(rule), ["contact /contacts/:id", "contact /companies/:p1/contacts/:id", "lead /leads/:id draft"]);
  assert.deepEqual(rule.objects[0]?.visitorId, [{ label: "Visitor 0" }]);
  assert.deepEqual([rule["groupId"], rule.unverified, rule.matches], [7, undefined, before.matches]);
  assert.deepEqual(rule.examples?.map(({ page }) => page), ["new", "{}"]);
  assert.deepEqual(rule.confirmed, { agreed: 5, of: 6, on: "2026-11-22" });
  const widened = ruleOf({ ...followed, path: "/:p1/:id", was: confirming("", "", "", { ...other, path: "/contacts/:id" }).was }, "crm", before, [], true, "2026-11-22");
  assert.deepEqual(pathsOf(widened), ["contact /:p1/:id", "contact /companies/:p1/contacts/:id", "lead /leads/:id draft"]);
});

test("what one kind of record is, the others are not: confirmed, or a draft", () => {
  const fresh = { ...followed, path: "/people/:id" };
  assert.deepEqual(pathsOf(ruleOf(fresh, "crm", before, [], false, "2026-11-22")).at(-1), "contact /people/:id draft", "kept beside what counts");
  assert.deepEqual(ruleOf(fresh, "crm", before, [], false, "2026-11-22").confirmed, before.confirmed);
  const { confirmed: _, ...never } = before;
  const first = ruleOf(fresh, "crm", never, [], true, "2026-11-22");
  assert.deepEqual(pathsOf(first), ["contact /contacts/:id draft", "contact /companies/:p1/contacts/:id draft", "lead /leads/:id draft", "contact /people/:id"]);
  assert.equal(first.confirmed?.agreed, 2);
  const alone = { ...before, objects: [{ ...other, path: "/people/:id" }] };
  const again = ruleOf(fresh, "crm", alone, [], false, "2026-11-22");
  assert.deepEqual([pathsOf(again), again.confirmed], [["contact /people/:id"], undefined], "nothing is left that was confirmed");
  assert.deepEqual(ruleOf(fresh, "crm", alone, [], true, "2026-11-22").confirmed, { agreed: 2, of: 2, on: "2026-11-22" });
});

test("the address of an example holds nothing that the rule's last pattern leaves open, nor a word of the name", () => {
  const url = "https://crm.example/accounts/harbour-finch/contacts/value-1?view=x";
  const page = JSON.stringify({ url, title: "value-2" });
  const draft = { ...followed, path: "/accounts/:p1/contacts/:id" };
  const [example] = ruleOf(draft, "crm", null, [{ type: "contact", page, url, visitorId: "" }], true, "2026-11-22").examples ?? [];
  assert.equal(example?.url, "https://crm.example/accounts/value-2/contacts/value-1?view=x");
  assert.equal((JSON.parse(example.page) as { url: string }).url, example.url);
  const named = (path: string, url: string, hash = "") => nameless({ path, search: "", hash }, url, ["Vera Visitor"]);
  assert.equal(named("/contacts/:id/vera-visitor", "https://crm.example/contacts/1001/vera-visitor").path, "/contacts/:id/:p1");
  assert.equal(named("/contacts/:p1/visitor/:id{;*}?", "https://crm.example/contacts/77/visitor/1").path, "/contacts/:p1/:p2/:id{;*}?");
  assert.equal(named("/", "https://crm.example/#/contacts/1001/vera%20v.", "/contacts/:id([^\\/\\?]+)/vera%20v.{\\?*}?").hash, "/contacts/:id([^\\/\\?]+)/:p1([^\\/\\?]+){\\?*}?");
  assert.equal(named("/customers/:id/details", "https://crm.example/customers/1/details").path, "/customers/:id/details");
  assert.equal(nameless({ path: "/contacts/:id", search: "", hash: "" }, "https://crm.example/contacts/1", ["Contacts Ltd"]).path, "/contacts/:id", "the CRM's own word");
});

test("a value may be a visitor id by the rule's own steps; of one that is derived only the host can tell", () => {
  assert.deepEqual(["v-1", "w-1", ""].map(admits({ pattern: "^v-\\d$" }, "")), [true, false, false]);
  assert.equal(admits({}, "^\\d+$")("vera@example.com"), false);
  assert.equal(admits({ derive: { hash: "sha256" } }, "^\\d+$")("vera@example.com"), true);
  const shown = mayShow({ normalise: { after: "ID:" }, pattern: "^v-\\d$" }, "");
  assert.deepEqual(["Visitor ID: v-1", "v-1"].map(shown), [true, false]);
});

test("examples stay within what a rule's file may have", () => {
  const two = agree(agree(drafted(), page("1", "Vera", value("v1"))), page("2", "Otto", value("v2")));
  const example = { type: "contact", page: "x".repeat(59_000), url: "", visitorId: "" };
  const rule = ruleOf(two, "crm", null, Array.from({ length: 20 }, () => example), true, "2026-11-22");
  assert.ok(JSON.stringify(rule).length < 512 * 1024);
  assert.equal(rule.examples?.length, 6);
});

test("an id is the site's name, and nobody else's", () => {
  assert.equal(idFor("CRM.Example.com", new Set()), "crm-example-com");
  assert.equal(idFor("crm.example.com", new Set(["crm-example-com", "crm-example-com-2"])), "crm-example-com-3");
  assert.equal(idFor("…", new Set()), "site");
});

const likeliest = (address: string) => {
  const [first] = proposals(address);
  return first && [first.value, first.field, first.address.path, first.address.search, first.address.hash];
};

test("the record's id is found in the address", () => {
  assert.deepEqual(likeliest("https://crm.example/contacts/1001"), ["1001", { path: "id" }, "/contacts/:id", "", ""]);
  assert.deepEqual(likeliest("https://o.lightning.force.com/lightning/r/Contact/0035g00000XYZabAAG/view"), ["0035g00000XYZabAAG", { path: "id" }, "/lightning/r/Contact/:id/view", "", ""]);
  assert.deepEqual(likeliest("https://o.crm.dynamics.com/main.aspx?appid=5f1c7f0e-1111-4abc-9111-1234567890ab&pagetype=entityrecord&etn=contact&id=5f1c7f0e-2222-4abc-9111-1234567890ab"),
    ["5f1c7f0e-2222-4abc-9111-1234567890ab", { query: "id" }, "/main.aspx", "*etn=contact*", ""]);
  assert.deepEqual(likeliest("https://app.example/contacts/123456/record/0-1/5551")?.[2], "/contacts/:p1/record/0-1/:id");
  assert.deepEqual(likeliest("https://crm.example/#/people/42"), ["42", { path: "id" }, "/", "", "/people/:id([^\\/\\?]+){\\?*}?"]);
  assert.deepEqual(likeliest("https://crm.example/customers/vera")?.[2], "/customers/:id");
  assert.deepEqual(likeliest("https://crm.example/contact/7;jsessionid=1F2E3D")?.slice(0, 3), ["7", { path: "id" }, "/contact/:id{;*}?"]);
  assert.deepEqual(likeliest("https://erp.example/#db/model/party.party/5;name=%22Parties%22&views=%5B1%5D"), ["5", { path: "id" }, "/", "", "db/model/party.party/:id([^\\/\\?;]+){;*}?"]);
  assert.deepEqual(likeliest("https://erp.example/web#id=5&cids=1&menu_id=120&action=158&model=res.partner&view_type=form"), ["5", { path: "id" }, "/web", "", "id=:id([\\w.~%\\-]+)&{*&}?model=res.partner&*"]);
  assert.deepEqual(likeliest("https://erp.example/web#action=158&model=res.partner&id=5"), ["5", { path: "id" }, "/web", "", "{*&}?model=res.partner&{*&}?id=:id([\\w.~%\\-]+)"]);
  assert.deepEqual(likeliest("https://crm.example/_/#/collections?collection=contacts&sort=-id&recordId=ab12cd34ef56gh7"), ["ab12cd34ef56gh7", { path: "id" }, "/_/", "", "/collections\\?{*&}?recordId=:id([\\w.~%\\-]+)"]);
  assert.deepEqual(likeliest("https://crm.example/contacts/1001#tab=details"), ["1001", { path: "id" }, "/contacts/:id", "", ""]);
  assert.deepEqual(proposals("https://crm.example/"), []);
});

test("at a list's address its words are not taken for a record's number", () => {
  const taken = (address: string, ...names: string[]) => numberAt(`https://crm.example${address}`, "", names);
  assert.deepEqual(["/contacts", "/crm/list", "/contacts/new", "/#/contacts", "/customers/vera", "/"].map((address) => taken(address)), Array(6).fill("page"));
  assert.deepEqual([taken("/contacts/1001"), taken("/contact/7"), taken("/customers/vera", "Vera Visitor"), taken("/a/kqzvwmxrtplghsdfnbcyjktqwpz")], ["0", "0", "0", "0"]);
  assert.deepEqual([numberAt("https://crm.example/contacts", "0", []), numberAt("https://crm.example/contacts", "3", []), numberAt("https://crm.example/contacts/1", "page", [])], ["0", "page", "page"], "what was chosen, where it is there");
  assert.deepEqual(likeliest("https://crm.example/vera/contacts")?.[2], "/:id/contacts");
  assert.deepEqual([likeliest("https://crm.example/customers/vera/details")?.[2]], ["/customers/:id/details"]);
});

test("an address that looks like a list's is told from a record's", () => {
  const alike = (path: string) => looksLikeList(`https://crm.example${path}`);
  assert.deepEqual(["/contacts", "/app/all-tickets", "/crm/contact/list", "/#/contacts"].map(alike), [true, true, true, true]);
  assert.deepEqual(["/contacts/1001", "/contacts?id=77", "/customers/vera", "/customers/vera/details", "/contacts/new", "/"].map(alike), Array(6).fill(false));
});

test("an address's own signs are taken literally", () => {
  assert.equal(patternOf("/a(b)*/:c/77", 3), "/a\\(b\\)\\*/\\:c/:id");
});

test("a second address of the same kind widens the pattern by what differs, a little", () => {
  assert.equal(widened("/r/Contact/:id/view", "/r/Person/77/view"), "/r/:p1/:id/view");
  assert.equal(widened("/r/Contact/:id/view", "/r/Contact/77"), "");
  assert.equal(widened("/a/b/c/:id", "/x/y/z/7"), "");
});

test("the kind of record is guessed by the address's words", () => {
  assert.deepEqual(["https://x/contacts/1", "https://x/?etn=lead", "https://x/companies/1", "https://x/incidents/4", "https://x/things/4"].map(typeIn), ["contact", "lead", "account", "case", ""]);
});

test("a frame's pattern names its page, not its record", () => {
  assert.equal(framePattern("https://f.example/records/1001/details?x=1"), "https://f.example/records/*/details*");
  assert.equal(framePattern("https://f.example/records/Vera-Visitor/details", "vera-visitor"), "https://f.example/records/*/details*");
});

test("names that change at each render, or hold data, are not built upon", () => {
  for (const name of ["ui-id-11", "input-19", "radix-:r1:", "ember1234", "field-38291", "css-1q2w3e", "a1b2c3d4", "mat-input-0", "ui5wc_12-inner", "record_8qfy1", "4711", ":r5:"]) assert.equal(isVolatile(name), true, name);
  for (const name of ["visitor-id", "sfdc:RecordField.Contact.Name", "contact_name", "h1", "field", "address-line2", "customerName"]) assert.equal(isVolatile(name), false, name);
});

test("what holds a value is known, and a chance is not", () => {
  assert.equal(holds('[href="mailto:vera@example.com"]', ["vera"]), true);
  assert.equal(holds("[data-field=visitor]", ["7"]), false);
  assert.equal(holds("tab 7", ["7"]), true);
  assert.equal(holds("VERA  Visitor", ["vera visitor"]), true);
  assert.equal(holds('[data-key="jose-garcia-lopez"]', ["José García López"]), true, "as an address writes a name");
  assert.equal(holds("[data-key=website-visitor-id]", ["Vera Visitor"]), false);
});

test("a label is words, and not a neighbour's data", () => {
  for (const label of ["Website visitor ID", "E-mail:", "Kunden-Nr.", "معرف الزائر"]) assert.equal(mayLabel(label.replace(/\.$/, ""), []), true, label);
  for (const data of ["vera@example.com", "+44 20 7946 0112", "March 2023", "https://x.example", "Vera Visitor", "4711", "-", "She asked for a quote for the second floor of the house."]) assert.equal(mayLabel(data, ["Vera Visitor"]), false, data);
});

test("what a page's script says is read with each part bounded", () => {
  const picked = (fields: unknown) => readPicker({ type: "picked", part: "title", fields }, false);
  assert.deepEqual(picked([{ label: "Name", evil: 1 }]), { type: "picked", part: "title", fields: [{ label: "Name" }] });
  for (const bad of [[], Array(11).fill({ label: "x" }), [{ label: "x".repeat(201) }], [{ selector: "x".repeat(501) }], [{}], "x", [{ attribute: "a" }]]) assert.equal(picked(bad), null);
  assert.equal(readPicker({ type: "save", name: "x", confirm: true }, false), null, "a frame may not save");
  for (const type of ["back", "leave", "frames"]) assert.equal(readPicker({ type }, false), null, type);
  assert.deepEqual(readPicker({ type: "save", name: "x", confirm: 1 }, true), { type: "save", name: "x", confirm: false });
  const sites = ["https://forms.example/*", "https://*.example/*", "https://forms.example/a", "http://forms.example/*", 7];
  assert.deepEqual(sites.map((site) => (readPicker({ type: "frames", site }, true) as { site?: string } | null)?.site), ["https://forms.example/*", undefined, undefined, undefined, undefined]);
  assert.deepEqual(["", "sandbox", "x".repeat(32), 7].map((environment) => (readPicker({ type: "save", name: "x", environment }, true) as { environment?: string } | null)?.environment), ["", "sandbox", undefined, undefined]);
  assert.equal(readPicker({ type: "agree", chosen: {}, values: {}, page: "x".repeat(60_001) }, true), null);
  assert.deepEqual(readPicker({ type: "agree", chosen: { title: 3, other: "x" }, values: { title: "V" }, page: "" }, true), { type: "agree", chosen: {}, values: { title: "V" }, page: "" });
  assert.equal(readPicker({ type: "address", address: { path: "javascript:", search: "", hash: "" }, field: { path: "id" } }, true), null);
  assert.equal(readPicker({ type: "placed", anchors: [{ side: "on top", selector: "h1" }] }, true), null);
  assert.deepEqual(["/:p1/:id", "*", ":id"].map((path) => readPicker({ type: "widen", path }, true)?.type), ["widen", undefined, undefined]);
  const found = readPicker({ type: "found", url: "https://x/", fits: true, anchored: 1, found: { title: [{ kind: "value", value: "V" }, null, { kind: "spell" }], visitorId: [], recordId: [] } }, false);
  assert.deepEqual(found, { type: "found", url: "https://x/", fits: true, anchored: false, found: { title: [{ kind: "value", value: "V" }, null, null], visitorId: [], recordId: [] } });
  assert.equal(readPicker(null, true), null);
  assert.equal(parts.length, 3);
});
