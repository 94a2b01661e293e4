import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, skip } from "./inbrowser";
import { cases } from "./resolve.page";

test("fields are read from pages as people see them", { skip }, async () => {
  const got = (await inBrowser("resolve")) as string[];
  const seen = Object.fromEntries(cases.map(({ what }, at) => [what, got[at]]));
  assert.deepEqual(seen, Object.fromEntries(cases.map(({ what, want }) => [what, want])));
});
