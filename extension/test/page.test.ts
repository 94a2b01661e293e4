import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePress, type Press, type Refusal } from "../src/content/exposure";
import { distrust, type Read } from "../src/content/follow";
import { spot } from "../src/content/place";
import { fits } from "../src/content/read";
import { agree, normalise, type Answer } from "../src/content/resolve";

const value = (text: string): Answer => ({ kind: "value", value: text });
const hidden: Answer = { kind: "hidden" };

test("candidates that answer must agree", () => {
  const cases: [string, Answer[], string | false, string?][] = [
    ["one", [value("v1")], "v1"],
    ["two that agree", [value("v1"), value("v1")], "v1"],
    ["one, and the former record's, hidden", [value("v1"), hidden], "v1"],
    ["an empty field", [value("")], ""],
    ["two that differ", [value("v1"), value("v2")], false, "two_values"],
    ["an empty field, and a value", [value(""), value("v1")], false, "two_values"],
    ["none", [], false, "field_missing"],
    ["hidden ones only", [hidden, hidden], false, "hidden"],
  ];
  for (const [what, answers, want, reason] of cases) {
    const got = agree(answers);
    if (want === false) assert.deepEqual(got, { ok: false, reason }, what);
    else assert.deepEqual(got, { ok: true, value: want }, what);
  }
});

test("values are trimmed, and the dash of an empty field is empty", () => {
  assert.deepEqual([" v1\n ", "a\u00a0 b", "—", "--", "a-b"].map(normalise), ["v1", "a b", "", "", "a-b"]);
  assert.equal(normalise("x".repeat(10_000)).length, 2_000);
});

test("what may be an id", () => {
  const pattern = "^[A-Za-z0-9._~-]{1,63}$";
  for (const good of ["v1", "a.b_c~d-e", "x".repeat(63)]) assert.ok(fits(good, pattern), good);
  for (const bad of ["", "<b>x</b>", "a\nb", "x".repeat(64), "a b", "ä"]) assert.ok(!fits(bad, pattern), bad);
  assert.ok(fits("x", "("), "a pattern of another dialect is the host's to judge");
});

const read = (id: string, visitorId: string, title: string): Read => ({ record: { system: "crm", type: "contact", id, title, url: "https://crm.example/" }, visitorId });

test("a record that still shows the former one's values is given time", () => {
  const vera = read("1", "v1", "Vera");
  assert.equal(distrust(null, vera, 800), 0, "the first");
  assert.equal(distrust(vera, vera, 800), 0, "the same");
  assert.equal(distrust(vera, read("2", "v2", "Otto"), 800), 0, "all replaced");
  assert.equal(distrust(vera, read("2", "v1", "Otto"), 800), 800, "the former visitor id");
  assert.equal(distrust(vera, read("2", "v2", "Vera"), 800), 800, "the former name");
  assert.equal(distrust(vera, read("2", "v1", "Vera"), 0), 0, "two records of one customer, after a while");
});

test("what a press is worth", () => {
  const good: Press = { trusted: true, byKey: false, focused: false, exposedSince: 1_000, exposedNow: true, downAt: 1_500, at: 1_600 };
  const key: Press = { ...good, byKey: true, focused: true, downAt: null };
  const cases: [string, Press, Refusal | null][] = [
    ["a click", good, null],
    ["a key", key, null],
    ["a script's click", { ...good, trusted: false }, "untrusted"],
    ["a script's click on a covered button", { ...good, trusted: false, exposedNow: false }, "untrusted"],
    ["499 ms of exposure when the pointer went down", { ...good, downAt: 1_499 }, "too_new"],
    ["a slow press does not make up for it", { ...good, downAt: 1_400, at: 9_000 }, "too_new"],
    ["never exposed", { ...good, exposedSince: null }, "covered"],
    ["covered since", { ...good, exposedNow: false }, "covered"],
    ["down on another node", { ...good, downAt: null }, "moved"],
    ["a key without focus", { ...key, focused: false }, "unfocused"],
    ["a key on what is covered", { ...key, exposedSince: null }, "covered"],
    ["a key too early", { ...key, at: 1_499 }, "too_new"],
  ];
  for (const [what, press, want] of cases) assert.equal(judgePress(press), want, what);
});

test("where the button stands", () => {
  const anchor = { left: 100, top: 50, bottom: 80, height: 30 };
  const own = { width: 200, height: 30 };
  assert.deepEqual(spot(anchor, 300, own, "after", 1000), { x: 308, y: 50 });
  assert.deepEqual(spot(anchor, 300, own, "below", 1000), { x: 100, y: 84 });
  assert.deepEqual(spot(anchor, 900, own, "after", 1000), { x: 100, y: 84 }, "no room beside it");
  assert.deepEqual(spot({ ...anchor, left: 950 }, 990, own, "after", 1000), { x: 800, y: 84 }, "never wider than the page");
});
