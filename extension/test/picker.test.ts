import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, type Found, type Reading } from "../src/picker/assess";
import { framePattern, patternOf, proposals, typeIn, widened } from "../src/picker/address";
import { confirming, fresh, isConfirmed, left, next, parts, type Draft } from "../src/picker/draft";
import { idFor, ruleOf, type RuleFile } from "../src/picker/save";
import { readPicker } from "../src/picker/says";
import { holds, isVolatile, mayLabel } from "../src/picker/stable";
import type { Field } from "../src/protocol.gen";

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
  assert.equal(problem(draft, { ...page("1", "Vera", value("v1")), fits: false })?.why, "other_page");
  assert.equal(problem(draft, { ...page("1", "Vera", value("v1")), anchored: false })?.why, "no_place");
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

test("a further kind of record is added to a rule, and takes its own former place", () => {
  const two = agree(agree(drafted(), page("1", "Vera", value("v1"))), page("2", "Otto", value("v2")));
  const object = { type: "lead", path: "/leads/:id", visitorId: [], recordId: [], title: [], anchor: { side: "dock" as const } };
  const base: RuleFile = { id: "crm", name: "CRM", matches: ["https://crm.example/*"], groupId: 7, unverified: true, objects: [object, { ...object, type: "contact" }], examples: [{ type: "lead", page: "{}", url: "", visitorId: "" }, { type: "contact", page: "{}", url: "", visitorId: "" }] };
  const rule = ruleOf(two, "crm", base, [{ type: "contact", page: "new", url: "", visitorId: "" }], true, "2026-11-22");
  assert.deepEqual([rule.objects.map(({ type, path }) => `${type} ${path}`), rule["groupId"], rule.unverified, rule.matches.length], [["lead /leads/:id", "contact /contacts/:id"], 7, undefined, 1]);
  assert.deepEqual(rule.examples?.map(({ type, page }) => `${type} ${page}`), ["contact new", "lead {}"]);
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
  assert.deepEqual(proposals("https://crm.example/"), []);
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
});

test("names that change at each render, or hold data, are not built upon", () => {
  for (const name of ["ui-id-11", "input-19", "radix-:r1:", "ember1234", "field-38291", "css-1q2w3e", "a1b2c3d4", "mat-input-0", "4711", ":r5:"]) assert.equal(isVolatile(name), true, name);
  for (const name of ["visitor-id", "sfdc:RecordField.Contact.Name", "contact_name", "h1", "field", "address-line2", "customerName"]) assert.equal(isVolatile(name), false, name);
});

test("what holds a value is known, and a chance is not", () => {
  assert.equal(holds('[href="mailto:vera@example.com"]', ["vera"]), true);
  assert.equal(holds("[data-field=visitor]", ["7"]), false);
  assert.equal(holds("tab 7", ["7"]), true);
  assert.equal(holds("VERA  Visitor", ["vera visitor"]), true);
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
  assert.equal(readPicker({ type: "agree", chosen: {}, values: {}, page: "x".repeat(60_001) }, true), null);
  assert.deepEqual(readPicker({ type: "agree", chosen: { title: 3, other: "x" }, values: { title: "V" }, page: "" }, true), { type: "agree", chosen: {}, values: { title: "V" }, page: "" });
  assert.equal(readPicker({ type: "address", address: { path: "javascript:", search: "", hash: "" }, field: { path: "id" } }, true), null);
  assert.equal(readPicker({ type: "placed", anchors: [{ side: "on top", selector: "h1" }] }, true), null);
  const found = readPicker({ type: "found", url: "https://x/", fits: true, anchored: 1, found: { title: [{ kind: "value", value: "V" }, null, { kind: "spell" }], visitorId: [], recordId: [] } }, false);
  assert.deepEqual(found, { type: "found", url: "https://x/", fits: true, anchored: false, found: { title: [{ kind: "value", value: "V" }, null, null], visitorId: [], recordId: [] } });
  assert.equal(readPicker(null, true), null);
  assert.equal(parts.length, 3);
});
