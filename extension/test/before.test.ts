import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, skip } from "./inbrowser";

test("a page may stop or inform a start, and no more", { skip }, async () => {
  const goesOn = [false, "", 0];
  assert.deepEqual(await inBrowser("before"), {
    "nobody listens": goesOn,
    "what it is told": { id: true, action: "start", record: { type: "contact", id: "42" } },
    "prevented": [true, "", 0],
    "prevented, with a sentence": [true, "Consent is missing.", 0],
    "stopped": [true, "Consent is missing.", 0],
    "a note": [false, "Speaks French.", 0],
    "stopped after a while": [true, "No.", 7],
    "allowed after a while": [false, "", 7],
    "asks for more time again and again": [false, "", 20],
    "too late": [false, "", 20],
    "late, without having asked for time": goesOn,
    "another's answer": goesOn,
    "nonsense": goesOn,
    "no text": goesOn,
    "a flood": goesOn,
    "a flood, and then prevented": [false, "", 0],
    "a long sentence": 200,
    "control characters": [false, "one two *three*", 0],
    "a stop that is no text": goesOn,
    "what is asked about": ["start", "join", "open", "key", "confirm"],
  });
});
