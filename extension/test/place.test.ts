import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn } from "./drawn";
import { skip } from "./inbrowser";

test("where a button stands in a page", { skip }, async () => {
  assert.deepEqual(await drawn("place"), {
    "after": "right",
    "before": "left",
    "below": "below",
    "after, right to left": "left",
    "before, right to left": "right",
    "a control of the page's beside it": "below",
    "and below it": "above",
    "and above it": "left",
    "on every side": "docked",
    "and one of them free again": "below",
    "and room for it without the dock's handle": "right",
    "a control under the anchor and all beside it is no reason": "right",
    "an empty box beside it is no reason": "right",
    "a text is one": "below",
    "the page's focus is one": "below",
    "in a popover": ["right", true, true],
    "in a modal dialog": false,
    "in the page again": ["right", false],
    "at the page's end": ["above", true, true],
    "at the page's end, right to left": ["above", true, true],
    "docked": [[-16, -16], 1],
    "two": [[-16, -16], [-16, -54]],
    "out of the focus's way": [[-16, 16], [-16, 54]],
    "and back": [[-16, -16], [-16, -54]],
    "where the agent put it, in a smaller window": [true, 40, 78],
    "one taken away": [false, 0, true],
    "all gone": 0,
    "what another left is gone, and ours are two": [false, 2],
    "comes back": [true, "right"],
    "gives way to a page that fights": true,
    "and comes back later": true,
    "into another root": [true, 1],
    "errors that the page is told of": [],
  });
});
