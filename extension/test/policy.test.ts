import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy } from "../src/background/policy";
import { fakeChrome } from "./fakechrome";

/** A browser that tells its managed storage when it is let to. */
function managedBrowser() {
  const state = fakeChrome();
  const listeners: ((changes: object, area: string) => void)[] = [];
  let tell: (values: object) => void = () => {};
  let answer = new Promise<object>((resolve) => (tell = resolve));
  const storage = (globalThis as unknown as { chrome: { storage: Record<string, unknown> } }).chrome.storage;
  storage.managed = { get: () => answer };
  storage.onChanged = { addListener: (listener: (changes: object, area: string) => void) => listeners.push(listener) };
  return {
    state,
    tell: (values: object) => tell(values),
    refuse: () => (answer = Promise.reject(new Error("no managed storage"))),
    change(values: object) {
      answer = Promise.resolve(values);
      listeners.forEach((listener) => listener({}, "managed"));
    },
  };
}

const settled = () => new Promise((done) => setImmediate(done));

test("a browser that has not told yet holds nobody up, and a change is told when it has", async () => {
  const browser = managedBrowser();
  const policy = new Policy();
  let changes = 0;
  policy.onChanged = () => changes++;
  assert.deepEqual(await policy.greeting(), {});
  browser.tell({ locked: { presence: true } });
  await settled();
  assert.equal(changes, 1);
  assert.deepEqual(await policy.greeting(), { policy: '{"locked":{"presence":true}}' });
  assert.equal(browser.state.areas.local.get("policy"), '{"locked":{"presence":true}}');
});

test("what was told last counts until the browser has told, and the same again is no change", async () => {
  const browser = managedBrowser();
  browser.state.areas.local.set("policy", '{"locked":{"presence":true}}');
  const policy = new Policy();
  let changes = 0;
  policy.onChanged = () => changes++;
  assert.deepEqual(await policy.greeting(), { policy: '{"locked":{"presence":true}}' });
  browser.tell({ locked: { presence: true } });
  await settled();
  assert.equal(changes, 0);
  browser.change({ locked: { presence: false } });
  await settled();
  assert.equal(changes, 1);
  browser.change({});
  await settled();
  assert.equal(changes, 2);
  assert.deepEqual(await policy.greeting(), {});
});

test("before the first hello there is nothing to tell of", async () => {
  const browser = managedBrowser();
  const policy = new Policy();
  let changes = 0;
  policy.onChanged = () => changes++;
  browser.tell({ defaults: { desk: "a" } });
  await settled();
  assert.equal(changes, 0);
  assert.deepEqual(await policy.greeting(), { policy: '{"defaults":{"desk":"a"}}' });
});

test("a browser without managed storage has no policy", async () => {
  const browser = managedBrowser();
  browser.refuse();
  const policy = new Policy();
  await settled();
  assert.deepEqual(await policy.greeting(), {});
});
