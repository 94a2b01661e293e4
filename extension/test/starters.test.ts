import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, skip } from "./inbrowser";
import { cases, starters } from "./starters.page";

test("each starter rule takes its vendor's addresses for the one record that they are, and no other page", { skip }, async () => {
  const got = (await inBrowser("starters")) as string[];
  assert.deepEqual(Object.fromEntries(Object.keys(cases).map((address, at) => [address, got[at]])), cases);
});

test("each kind of record of each starter rule has an address that was tried, and each rule one that is none", () => {
  const wanted = new Set(Object.values(cases).map((record) => record.split(" ").slice(0, 2).join(" ")));
  for (const { id, objects } of starters) for (const { type } of objects) assert.ok(wanted.has(`${id} ${type}`), `${id} ${type}`);
});
