import assert from "node:assert/strict";
import { test } from "node:test";
import { cases } from "./candidates.page";
import { inBrowser, skip } from "./inbrowser";

test("what is pointed at gives candidates that follow, and an example without a value in it", { skip }, async () => {
  assert.deepEqual(await inBrowser("candidates"), Object.fromEntries(cases.map(({ what }) => [what, []])));
});
