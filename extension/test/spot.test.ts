import assert from "node:assert/strict";
import { test } from "node:test";
import { boxAt, clamped, firstPlace, held, nextCorner, placeOf, reflections } from "../src/content/corner";
import { meets, spots, type Room } from "../src/content/spot";

const room: Room = { anchor: { left: 100, top: 50, right: 600, bottom: 80 }, text: { left: 100, right: 300 }, own: { width: 200, height: 30 }, side: "after", rtl: false, width: 1000, ceiling: 0, floor: 700 };
const first = (more: Partial<Room>) => {
  const { way, left, top } = spots({ ...room, ...more })[0]!;
  return [way, left, top];
};

test("beside the anchor's text, on the side that the rule says", () => {
  assert.deepEqual(first({}), ["after", 308, 50]);
  assert.deepEqual(first({ side: "before", text: { left: 400, right: 600 } }), ["before", 192, 50]);
  assert.deepEqual(first({ side: "below" }), ["below", 100, 84]);
});

test("read from right to left, after is on the left", () => {
  const rtl = { rtl: true, text: { left: 400, right: 600 } };
  assert.deepEqual(first(rtl), ["after", 192, 50]);
  assert.deepEqual(first({ ...rtl, side: "before" }), ["before", 608, 50]);
  assert.deepEqual(first({ ...rtl, side: "below" }), ["below", 400, 84]);
});

test("where there is no room, the next side that has some", () => {
  assert.deepEqual(first({ text: { left: 100, right: 900 } }), ["below", 100, 84], "not beside it");
  assert.deepEqual(first({ side: "before" }), ["below", 100, 84], "not before it");
  assert.deepEqual(first({ side: "below", floor: 100 }), ["above", 100, 16], "not at the page's end: it would be longer");
  assert.deepEqual(first({ side: "below", floor: 100, ceiling: 40 }), ["after", 308, 50], "nor above its beginning");
  assert.deepEqual(first({ anchor: { ...room.anchor, left: 950, right: 990 }, text: { left: 950, right: 990 } }), ["below", 800, 84], "never wider than the page");
  assert.deepEqual(first({ own: { width: 1200, height: 30 } }), ["below", 0, 84], "a window that is narrower than the button");
});

test("each place that there is room for is offered once", () => {
  assert.deepEqual(spots({ ...room, anchor: { left: 400, top: 50, right: 600, bottom: 80 }, text: { left: 400, right: 600 } }).map(({ way }) => way), ["after", "below", "above", "before"]);
});

test("boxes that touch do not meet", () => {
  const box = { left: 0, top: 0, right: 10, bottom: 10 };
  assert.equal(meets(box, { left: 10, top: 0, right: 20, bottom: 10 }), false);
  assert.equal(meets(box, { left: 9, top: 9, right: 20, bottom: 20 }), true);
});

const own = { width: 300, height: 30 };
const window = { width: 1000, height: 600 };

test("a docked button stays whole in any window", () => {
  for (const size of [window, { width: 400, height: 200 }, { width: 200, height: 20 }, { width: 0, height: 0 }]) {
    for (const at of [firstPlace(false), firstPlace(true), { right: true, bottom: false, x: 900, y: 500 }, { right: false, bottom: true, x: 10_000, y: 10_000 }]) {
      const { left, top, right, bottom } = boxAt(clamped(at, own, size), own, size);
      assert.ok(left >= Math.min(0, size.width - own.width) && top >= Math.min(0, size.height - own.height), JSON.stringify([size, at]));
      assert.ok(right <= Math.max(size.width, own.width) && bottom <= Math.max(size.height, own.height), JSON.stringify([size, at]));
    }
  }
});

test("its place is by the edges that are nearest to it, and is the same box again", () => {
  const boxes = [[0, 0], [690, 10], [10, 560], [700, 570], [340, 280]] as const;
  for (const [left, top] of boxes) {
    const box = { left, top, right: left + own.width, bottom: top + own.height };
    assert.deepEqual(boxAt(placeOf(box, window), own, window), box);
  }
  assert.deepEqual(placeOf({ left: 690, top: 10, right: 990, bottom: 40 }, window), { right: true, bottom: false, x: 10, y: 10 });
});

test("four presses go round the corners", () => {
  let at = firstPlace(false);
  const seen = [1, 2, 3, 4].map(() => ((at = nextCorner(at)), `${at.bottom ? "bottom" : "top"} ${at.right ? "right" : "left"}`));
  assert.deepEqual(seen, ["bottom left", "top left", "top right", "bottom right"]);
});

test("it is held by the nearer of the upper and the lower edge, and stays where it is", () => {
  const [own, size] = [{ width: 200, height: 30 }, { width: 550, height: 354 }];
  for (const [y, bottom, nearer] of [[16, true, true], [308, true, false], [162, true, true], [163, true, false], [308, false, true], [0, false, false]] as const) {
    const at = { right: true, bottom, x: 16, y };
    assert.equal(held(at, own, size).bottom, nearer, `${y} px`);
    assert.deepEqual(boxAt(held(at, own, size), own, size), boxAt(at, own, size), `${y} px`);
  }
  assert.deepEqual(held({ right: true, bottom: true, x: 0, y: 0 }, own, { width: 100, height: 20 }), { right: true, bottom: true, x: 0, y: 0 });
});

test("its reflections are itself and the three others", () => {
  assert.equal(new Set(reflections(firstPlace(false)).map((at) => JSON.stringify(at))).size, 4);
  assert.deepEqual(reflections(firstPlace(true))[0], firstPlace(true));
});
