import assert from "node:assert/strict";
import { test } from "node:test";
import { Docks } from "../src/background/docks";
import { fakeChrome } from "./fakechrome";

const at = (x: number) => ({ right: true, bottom: true, x, y: 16 });

test("a site's place is kept, each for itself, by the next worker too", async () => {
  const state = fakeChrome();
  const docks = new Docks();
  await Promise.all([docks.keep("https://a.example", at(1)), docks.keep("https://b.example", at(2)), docks.keep("https://a.example", at(3))]);
  const next = new Docks();
  assert.deepEqual(await next.at("https://a.example"), at(3));
  assert.deepEqual(await next.at("https://b.example"), at(2));
  assert.equal(await next.at("https://c.example"), undefined);
  assert.deepEqual([...state.areas.local.keys()], ["docks"]);
});

test("what was moved longest ago goes first", async () => {
  fakeChrome();
  const docks = new Docks();
  for (let site = 0; site < 205; site++) await docks.keep(`https://${site}.example`, at(site));
  await docks.keep("https://5.example", at(5));
  await docks.keep("https://new.example", at(7));
  assert.equal(await docks.at("https://4.example"), undefined);
  assert.equal(await docks.at("https://6.example"), undefined);
  assert.deepEqual(await docks.at("https://5.example"), at(5));
  assert.deepEqual(await docks.at("https://new.example"), at(7));
});
