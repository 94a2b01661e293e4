import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Entrance } from "../src/background/entrance";
import type { Sites } from "../src/background/sites";
import type { SiteRule } from "../src/protocol.gen";
import { fakeChrome } from "./fakechrome";

const rule: SiteRule = { id: "crm", name: "CRM", matches: ["https://crm.example/app/*"], objects: [], from: "administrator", active: true };
const record = "https://crm.example/app/1";

/** A tab whose page has a script or none, and what was run in it. */
function setUp({ mock }: TestContext, { script = false, granted = true, rules = [rule] } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const state = fakeChrome();
  if (granted) state.granted.add("https://crm.example/*");
  const ran: string[] = [];
  let connected = false;
  const entrance = new Entrance({ config: async () => ({ rules }) } as unknown as Sites, { pageIn: () => (connected ? ({} as never) : null) });
  Object.assign((globalThis as unknown as { chrome: { scripting: object } }).chrome.scripting, {
    executeScript: async ({ files }: { files?: string[] }) => {
      ran.push(files ? "new" : "speak");
      if (files || script) {
        connected = true;
        entrance.came(1);
      }
      return [{ frameId: 4, result: true }, { frameId: 0, result: script }];
    },
  });
  const enter = async (address = record) => {
    const entering = entrance.enter(1, address);
    await new Promise(setImmediate);
    mock.timers.tick(400);
    return entering;
  };
  return { entrance, enter, ran };
}

test("a page that an app went on to gets the script, once", async (t) => {
  const { enter, entrance, ran } = setUp(t);
  const [one, other] = await Promise.all([enter(), entrance.enter(1, record)]);
  assert.deepEqual([one, other, await entrance.enter(1, record)], ["new", "new", "there"]);
  assert.deepEqual(ran, ["speak", "new"]);
});

test("a page that let its port go speaks again, and gets no second script", async (t) => {
  const { enter, ran } = setUp(t, { script: true });
  assert.equal(await enter(), "there");
  assert.deepEqual(ran, ["speak"]);
});

test("a page that comes back by itself is left alone", async (t) => {
  const { entrance, ran } = setUp(t, { script: true });
  const entering = entrance.enter(1, record);
  await new Promise(setImmediate);
  entrance.came(1);
  assert.equal(await entering, "there");
  assert.deepEqual(ran, []);
});

test("nothing enters a page that no rule names, whose rule does not count, or whose site is not granted", async (t) => {
  for (const more of [{ rules: [] }, { rules: [{ ...rule, active: false }] }, { granted: false }]) {
    const { enter, ran } = setUp(t, more);
    assert.equal(await enter(), "");
    assert.deepEqual(ran, []);
    t.mock.timers.reset();
  }
  const { enter, ran } = setUp(t);
  assert.deepEqual([await enter("https://crm.example/elsewhere"), await enter(""), ran], ["", "", []]);
});
