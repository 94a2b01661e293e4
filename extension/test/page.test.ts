import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePress, type Press, type Refusal } from "../src/content/exposure";
import { NewnessGuard } from "../src/content/newness";
import { plainKey } from "../src/content/button";
import { Belief, DRAWING, nothing } from "../src/content/belief";
import type { Read } from "../src/content/follow";
import { fits } from "../src/content/read";
import { agree, type Answer } from "../src/content/resolve";
import { normalise, plain } from "../src/content/value";
import type { Normalise } from "../src/protocol.gen";
import vectors from "../../internal/visitor/testdata/vectors.json";

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
  assert.deepEqual([" v1\n ", "a\u00a0 b", "—", "--", "a-b"].map(plain), ["v1", "a b", "", "", "a-b"]);
  assert.equal(plain("x".repeat(10_000)).length, 2_000);
});

test("the host's vectors: from a text to a value", () => {
  for (const { name, normalise: steps, text, value } of vectors.normalise) assert.equal(normalise(steps as Normalise, text), value, name);
});

test("candidates agree after the steps, and the first one's text goes out", () => {
  const steps: Normalise = { after: "ID:", case: "lower" };
  assert.deepEqual(agree([value("Visitor ID: V-1"), value("ID: v-1")], steps), { ok: true, value: "Visitor ID: V-1" });
  assert.deepEqual(agree([value("v-1")], steps), { ok: false, reason: "field_missing" });
  assert.deepEqual(agree([value("ID: v-1"), value("ID: v-2")], steps), { ok: false, reason: "two_values" });
  assert.deepEqual(agree([value("v-1"), { kind: "many" }]), { ok: false, reason: "too_many" });
});

test("what may be an id", () => {
  const pattern = "^[A-Za-z0-9._~-]{1,63}$";
  for (const good of ["v1", "a.b_c~d-e", "x".repeat(63)]) assert.ok(fits(good, pattern), good);
  for (const bad of ["", "<b>x</b>", "a\nb", "x".repeat(64), "a b", "ä"]) assert.ok(!fits(bad, pattern), bad);
  assert.ok(fits("x", "("), "a pattern of another dialect is the host's to judge");
});

test("what may be typed as a key", () => {
  const pattern = "^[A-Za-z0-9._~-]{1,63}$";
  const typed = (text: string) => (fits(plainKey(text), pattern) ? plainKey(text) : null);
  const good: [string, string][] = [["4821", "4821"], ["  4821 ", "4821"], ["\t4821\r\n", "4821"], ["482 193", "482193"], ["48\u00a021", "4821"], ["\u3000vera-1\u2003", "vera-1"]];
  for (const [text, key] of good) assert.equal(typed(text), key, JSON.stringify(text));
  const bad = ["", "   ", "\u3000\u00a0\t", "1".repeat(10_000), " ".repeat(9_990) + "1 1".repeat(100), "48\u200f21", "\u202e1284", "\u206648\u206921", "48\u200b21", "4821\u200d", "\uff14\uff18\uff12\uff11", "48\n21", "48\r\n21", "48\u202821",
    "GLANCE_KEYTYPE_RANDOM", "glance_keytype_random", " GLANCE_KEYTYPE_ RANDOM ", "<b>4821</b>", "\"><img src=x>", "48😀21", "😀", "48\u000021", "4821\u0301"];
  for (const text of bad) assert.equal(typed(text), null, JSON.stringify(text.slice(0, 40)));
});

const read = (id: string, visitorId: string, title: string): Read => ({ record: { system: "crm", type: "contact", id, title, url: "https://crm.example/" }, visitorId });

test("a record that still shows the former one's values is given time, and its visitor id is not believed by time alone", () => {
  const vera = read("1", "v1", "Vera");
  const otto = read("2", "v1", "Otto");
  const [dd, text, other] = ["dd", "text", "another text"];
  const cases: [string, Read | null, Read, string[], number, number][] = [
    ["the first", null, vera, [dd, text], 0, 0],
    ["the same", vera, vera, [dd, text], 0, 0],
    ["the same with another visitor id: the next one's may be drawn first", vera, read("1", "v2", "Vera"), [dd, text], 800, 0],
    ["the same with another name", vera, read("1", "v1", "Otto"), [dd, text], 0, 0],
    ["all replaced", vera, read("2", "v2", "Otto"), [dd, text], 0, 0],
    ["the former name", vera, read("2", "v2", "Vera"), [dd, text], 800, 0],
    ["no visitor id, as before", read("1", "", "Vera"), read("2", "", "Otto"), [dd, text], 800, 0],
    ["the former visitor id", vera, otto, [dd, text], 800, Infinity],
    ["the former visitor id, drawn anew", vera, otto, [dd, other], 800, 0],
    ["the former visitor id, by the address", vera, otto, [], 800, 0],
  ];
  for (const [what, former, now, nodes, early, late] of cases) {
    const belief = new Belief();
    if (former) belief.believe(former, [dd, text]);
    belief.wait(former ?? now, nodes, 0);
    belief.wait(now, nodes, 50_000);
    assert.deepEqual([belief.wait(now, nodes, 50_200), belief.wait(now, nodes, 51_000)], [early, late], what);
  }
});

test("an emptied field is no new one: what comes back in it is another record's still", () => {
  const belief = new Belief();
  const nodes = ["dd", "text"];
  belief.believe(read("1", "v1", "Vera"), nodes);
  belief.wait(read("2", "", "Otto"), nodes, 0);
  belief.believe(read("2", "", "Otto"), nodes);
  for (const at of [100, 1_200, 60_000]) assert.equal(belief.wait(read("2", "v1", "Otto"), nodes, at), at < DRAWING ? DRAWING - at : Infinity, String(at));
  assert.equal(belief.wait(read("3", "v1", "Nora"), nodes, 70_000), DRAWING);
  assert.equal(belief.wait(read("3", "v1", "Nora"), nodes, 80_000), Infinity, "nor two records on");
  assert.equal(belief.wait(read("1", "v1", "Vera"), nodes, 90_000), 0, "its own record's it is");
});

test("what is drawn anew has to stand for a while", () => {
  const belief = new Belief();
  const otto = read("2", "v1", "Otto");
  belief.believe(read("1", "v1", "Vera"), ["text"]);
  belief.wait(otto, ["text"], 0);
  assert.equal(belief.wait(otto, ["text"], 5_000), Infinity);
  assert.deepEqual([5_100, 5_900, 6_100].map((at) => belief.wait(otto, ["another"], at)), [1_000, 200, 0]);
  assert.equal(belief.wait(otto, ["a third"], 6_200), 1_000, "and again");
});

test("what stood there before any record is nobody's until it is drawn anew, and stands", () => {
  const stood = { ...nothing, values: ["v1", "v3"], nodes: ["a", "c"] };
  const wait = (belief: Belief, now: Read, nodes: string[], at: number) => belief.wait(now, nodes, at, stood);
  const belief = new Belief();
  assert.deepEqual([0, 5_000, 60_000].map((at) => wait(belief, read("2", "v1", "Otto"), ["a"], at)), [1_000, Infinity, Infinity]);
  assert.deepEqual([60_100, 61_100].map((at) => wait(belief, read("2", "v1", "Otto"), ["b"], at)), [1_000, 0], "drawn anew");
  assert.equal(wait(new Belief(), read("2", "v2", "Otto"), ["a"], 0), 0, "another value");
  assert.equal(wait(new Belief(), read("2", "", "Otto"), ["a"], 0), 0, "none");
  belief.believe(read("3", "v3", "Nora"), ["d"]);
  assert.equal(wait(belief, read("3", "v3", "Nora"), ["c"], 70_000), 0, "the record's own");
  belief.believe(read("4", "v4", "Emil"), ["c"]);
  assert.equal(wait(belief, read("3", "v3", "Nora"), ["c"], 80_000), 0, "and when the page comes back to it");
  belief.believe(read("3", "", "Nora"), ["c"]);
  assert.equal(wait(belief, read("3", "v3", "Nora"), ["c"], 90_000), 0, "or had none for a while");
});

test("a visitor id that came late is its record's, also where the page went on before it had stood", () => {
  const [vera, otto] = [read("1", "v1", "Vera"), read("2", "v1", "Otto")];
  const nodes = ["text"];
  const gone = (belief: Belief, at = -1) => [2_000, 2_500, 9_000].map((now) => belief.wait(read("3", "v2", "Nora"), nodes, now, { ...nothing, at }));
  const behind = new Belief();
  behind.believe(vera, nodes);
  assert.deepEqual([0, 1_500].map((at) => behind.wait(otto, nodes, at)), [1_000, Infinity]);
  assert.equal(behind.wait(read("2", "v2", "Otto"), nodes, 1_700), 1_000);
  assert.deepEqual(gone(behind, 1_600), [1_000, 500, Infinity], "behind the former's, whatever the agent did");
  assert.deepEqual([9_100, 10_100].map((at) => behind.wait(read("3", "v2", "Nora"), ["another"], at)), [1_000, 0], "drawn anew");
  const late = (press: number) => {
    const belief = new Belief();
    for (const at of [0, 1_500]) belief.wait(read("2", "", "Otto"), nodes, at);
    belief.wait(read("2", "v2", "Otto"), nodes, 1_700, { ...nothing, at: press });
    return gone(belief, press);
  };
  assert.deepEqual(late(-1), [1_000, 500, Infinity], "where none was");
  assert.deepEqual(late(1_600), [0, 0, 0], "but a press may have led to the next record, whose visitor id is drawn first");
});

test("a visitor id that becomes another while its record stands may be the next record's, drawn first", () => {
  const wait = (belief: Belief, visitorId: string, ...at: number[]) => at.map((at) => belief.wait(read("1", visitorId, "Vera"), ["text"], at));
  const turned = new Belief();
  wait(turned, "v1", 0);
  assert.deepEqual(wait(turned, "v2", 100, 1_000, 1_100), [1_000, 100, 0], "one that was read, and not believed");
  turned.believe(read("1", "v2", "Vera"), ["text"]);
  assert.deepEqual(wait(turned, "v2", 1_200), [0]);
  const followed = new Belief();
  followed.believe(read("2", "v1", "Otto"), ["text"]);
  wait(followed, "v1", 0);
  assert.deepEqual(wait(followed, "v2", 100), [0], "the former record's, which still stood there");
  const same = new Belief();
  same.believe(read("2", "v1", "Otto"), ["text"]);
  wait(same, "v1", 0);
  assert.deepEqual(wait(same, "v2", 5_000, 6_000), [1_000, 0], "the former record's for long: of the same customer");
  const anew = new Belief();
  anew.believe(read("2", "v1", "Otto"), ["text"]);
  wait(anew, "v1", 0);
  wait(anew, "v1", 5_000);
  anew.wait(read("1", "v1", "Vera"), ["another text"], 5_100);
  assert.deepEqual(wait(anew, "v2", 5_200, 6_200), [1_000, 0], "the same, drawn anew a moment ago");
  const without = new Belief();
  wait(without, "", 0);
  assert.deepEqual(wait(without, "v2", 5_000, 5_400, 6_000), [1_000, 600, 0], "none for long");
  const half = new Belief();
  wait(half, "", 0);
  half.wait(read("1", "", "Vera"), [], 5_000, undefined, false);
  assert.deepEqual(wait(half, "v2", 5_100, 6_100), [1_000, 0], "none for long, then what is none");
  const late = new Belief();
  wait(late, "", 0);
  assert.deepEqual(wait(late, "v2", 400), [0], "none for a moment: the record was being drawn");
  const missing = new Belief();
  missing.wait(read("1", "", "Vera"), [], 0, undefined, false);
  assert.deepEqual(wait(missing, "v2", 5_000), [0], "a field that was not there");
  const renamed = new Belief();
  renamed.wait(read("1", "", "Otto"), [], 0, undefined, false);
  assert.deepEqual(wait(renamed, "v2", 5_000, 6_000), [1_000, 0], "nor was, and the name was another");
  const former = new Belief();
  former.believe(read("2", "v1", "Otto"), []);
  former.wait(read("1", "", "Otto"), [], 0, undefined, false);
  assert.deepEqual(wait(former, "v2", 5_000), [0], "the name that stood there was the former record's");
  const again = new Belief();
  again.believe(read("1", "v1", "Vera"), ["text"]);
  wait(again, "", 0);
  assert.deepEqual(wait(again, "v1", 5_000), [0], "its own again");
});

test("each record that comes has its own time", () => {
  const belief = new Belief();
  belief.believe(read("1", "v1", "Vera"), []);
  assert.equal(belief.wait(read("2", "v2", "Vera"), [], 1_000), 1_000);
  assert.equal(belief.wait(read("3", "v3", "Vera"), [], 1_900), 1_000);
  belief.wait(read("1", "v1", "Vera"), [], 2_000);
  assert.equal(belief.wait(read("3", "v3", "Vera"), [], 9_000), 1_000, "come back to");
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

test("in the popup a control counts when it has stood for a while", (t) => {
  const now = t.mock.method(performance, "now", () => 1_000);
  const guard = new NewnessGuard();
  const [old, fresh] = [{}, {}] as [HTMLElement, HTMLElement];
  const click = (timeStamp: number, isTrusted = true) => ({ isTrusted, timeStamp }) as UIEvent;
  guard.add(old);
  now.mock.mockImplementation(() => 1_400);
  guard.add(fresh);
  assert.equal(guard.judge(click(1_600), old), null);
  assert.equal(guard.judge(click(1_600), fresh), "too_new");
  assert.equal(guard.judge(click(1_900), fresh), null);
  assert.equal(guard.judge(click(1_900, false), fresh), "untrusted");
});

