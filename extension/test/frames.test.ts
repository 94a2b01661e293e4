import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsFor, Frames } from "../src/background/frames";
import type { FrameAnswer, FrameReport, ToPage } from "../src/messages";
import type { Field, SiteRule } from "../src/protocol.gen";
import "./urlpattern";

const pattern = "https://fields.example/*";
const visitor: Field = { label: "Visitor ID", frame: pattern };
const title: Field = { selector: "h1", frame: "https://fields.example/a/*" };
const rule: SiteRule = {
  id: "crm", name: "CRM", matches: ["https://crm.example/*"], frames: [pattern], from: "administrator", active: true,
  objects: [{ type: "contact", path: "/:id", visitorId: [visitor, visitor], recordId: [{ path: "id" }], title: [title], anchor: { selector: "h1", side: "after" } }],
};
const page = "https://crm.example/1";
const answer = (...values: string[]): FrameAnswer => ({ values, hidden: false, many: false });
const said = (ask: number, drawn: number, ...answers: FrameAnswer[]) => ({ type: "fields" as const, ask, way: [0], drawn, answers });

function setUp() {
  const frames = new Frames();
  const heard: FrameReport[][] = [];
  const asked: number[] = [];
  frames.page(1, (message) => message.type === "frames" && heard.push(message.reports), true);
  const post = (message: ToPage) => void (message.type === "fields" && asked.push(message.ask));
  frames.give(1, 7, post, [visitor]);
  return { frames, heard, asked, post };
}

test("pages that are looked at read themselves again: each is told once more what its frames say", () => {
  const { frames, heard, post } = setUp();
  frames.take(post, said(0, 1, answer("v1")));
  const page = (message: ToPage) => void (message.type === "frames" && heard.push(message.reports));
  const alone: ToPage[] = [];
  frames.page(2, page, true);
  frames.again(1, [(message) => void alone.push(message)]);
  assert.deepEqual(alone, [{ type: "frames", reports: [] }], "a page that no frame tells of anything");
  frames.page(1, page, true);
  const before = heard.length;
  frames.again(1, [page]);
  assert.deepEqual(heard.slice(before).map((reports) => reports.map(({ answers }) => Object.values(answers))), [[[answer("v1")]]]);
});

test("a frame is asked for the fields whose pattern names its own address", () => {
  assert.deepEqual(fieldsFor(rule, "https://fields.example/b/1"), [visitor], "each once");
  assert.deepEqual(fieldsFor(rule, "https://fields.example/a/1"), [visitor, title]);
  assert.deepEqual(fieldsFor(rule, page), []);
  assert.deepEqual(fieldsFor(rule, "https://evil.example/fields.example/"), []);
  assert.deepEqual(fieldsFor({ ...rule, frames: [] }, "https://fields.example/b/1"), [], "a pattern that the rule does not list");
});

test("of the record around a frame its fields are told apart: with some, the frame is a part of it, and no page of its own", () => {
  const other: SiteRule["objects"][number] = { ...rule.objects[0]!, path: "/other/:id", visitorId: [{ label: "Visitor ID" }], title: [{ selector: "h1" }] };
  const both = { ...rule, objects: [other, ...rule.objects] };
  const fields = (page: string) => fieldsFor(both, "https://fields.example/b/1", page);
  assert.deepEqual(fields(page), [visitor]);
  assert.deepEqual(fields("https://crm.example/other/1"), [], "a record that looks for nothing in frames");
  assert.deepEqual(fields("https://crm.example/"), [], "a page that is no record");
});

test("what a frame said counts on when it is given the same fields again", async () => {
  const { frames, heard, asked, post } = setUp();
  frames.take(post, said(0, 1, answer("v1")));
  frames.give(1, 7, post, [{ ...visitor }]);
  const again = frames.same(1);
  frames.take(post, said(asked.at(-1)!, 1, answer("v2")));
  assert.deepEqual([await again, heard.length], [false, 2]);
});

test("the page is told what its frames say, and when that is news", () => {
  const { frames, heard, post } = setUp();
  frames.take(post, said(0, 1, answer("v1")));
  frames.take(post, said(0, 1, answer("v1")));
  frames.take(post, said(0, 2, answer("v1")));
  assert.deepEqual(heard.map(([report]) => [report?.frame, report?.drawn, report?.answers[JSON.stringify(visitor)]?.values]), [[7, 1, ["v1"]], [7, 2, ["v1"]]]);
  frames.take(() => {}, said(0, 3, answer("forged")));
  assert.equal(heard.length, 2, "a frame that was given none");
  frames.remove(post);
  assert.deepEqual(heard.at(-1), []);
  const late: FrameReport[][] = [];
  frames.give(1, 7, post, [visitor]);
  frames.take(post, said(0, 1, answer("v2")));
  frames.page(1, (message) => message.type === "frames" && late.push(message.reports), true);
  assert.equal(late[0]?.length, 1, "a page that comes later is told at once");
});

test("at a click each frame is asked again, and a silent or another answer refuses", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { frames, asked, post } = setUp();
  assert.equal(await frames.same(1), true, "nothing was said yet");
  frames.take(post, said(0, 1, answer("v1")));
  const again = frames.same(1);
  frames.take(post, said(asked.at(-1)!, 1, answer("v1")));
  assert.equal(await again, true);
  const other = frames.same(1);
  frames.take(post, said(asked.at(-1)!, 1, answer("v2")));
  assert.equal(await other, false);
  const silent = frames.same(1);
  t.mock.timers.tick(500);
  assert.equal(await silent, false);
  const gone = frames.same(1);
  frames.remove(post);
  t.mock.timers.tick(500);
  assert.equal(await gone, false);
  assert.equal(await frames.same(2), true, "another tab");
});

test("of very many frames not all are heard", () => {
  const { frames } = setUp();
  const posts = Array.from({ length: 40 }, (_, frame) => {
    const post = () => void frame;
    frames.give(1, frame + 10, post, [visitor]);
    return post;
  });
  assert.equal(posts.filter((post) => frames.expects(post) > 0).length, 19);
});
