import assert from "node:assert/strict";
import { test } from "node:test";
import { Joins } from "../src/background/join";
import { HostError, type HostPort } from "../src/background/port";
import { fakeChrome } from "./fakechrome";

const ticket = { url: "https://glance.example/view", method: "POST", fields: [{ name: "loginkey", value: "canary-secret" }] };

const meaning = (record: string, session: string) => JSON.stringify([record, "v1", session]);
const vera = meaning("vera", "s1");

class FakeHost {
  asked: [string, object][] = [];
  refuse = false;
  async request(method: string, params: object): Promise<unknown> {
    this.asked.push([method, params]);
    if (this.refuse) throw new HostError({ code: -32004, message: "spent", data: { reason: "ticket_spent" } });
    return method === "join.ticket" ? ticket : {};
  }
}

function setUp() {
  const state = fakeChrome();
  const host = new FakeHost();
  const told = () => host.asked.filter(([method]) => method === "join.opened").map(([, params]) => params);
  return { state, host, told, joins: new Joins(host as unknown as HostPort), restart: () => new Joins(host as unknown as HostPort) };
}

test("an order is carried out once, from however many watches it comes", async () => {
  const { state, joins, restart } = setUp();
  await Promise.all([joins.open({ effect: "e1", location: "tab" }, 1, vera), joins.open({ effect: "e1", location: "tab" }, 2, vera)]);
  await joins.open({ effect: "e1", location: "tab" }, 1, vera);
  await restart().open({ effect: "e1", location: "tab" }, 1, vera);
  assert.deepEqual([...state.tabs.values()].map(({ url }) => url), ["chrome-extension://abc/join.html#e1"]);
});

test("the ticket goes once, to the page in the tab that was opened, and is stored nowhere", async () => {
  const { state, joins, host, restart } = setUp();
  await joins.open({ effect: "e1", location: "tab" }, 1, vera);
  const [tab] = state.tabs.keys();
  assert.deepEqual(await joins.ticket("e1", tab! + 1), { type: "no_ticket", why: "foreign" });
  assert.deepEqual(await joins.ticket("e2", tab!), { type: "no_ticket", why: "foreign" });
  assert.equal(host.asked.length, 0);
  assert.deepEqual(await joins.ticket("e1", tab!), { type: "ticket", ticket });
  assert.deepEqual(await joins.ticket("e1", tab!), { type: "no_ticket", why: "spent" });
  assert.deepEqual(await restart().ticket("e1", tab!), { type: "no_ticket", why: "spent" });
  assert.equal(host.asked.length, 1);
  assert.doesNotMatch(JSON.stringify([...state.areas.local, ...state.areas.session]), /canary/);
});

test("two pages that ask at once get one ticket", async () => {
  const { state, joins, host } = setUp();
  await joins.open({ effect: "e1", location: "tab" }, 1, vera);
  const [tab] = state.tabs.keys();
  const got = await Promise.all([joins.ticket("e1", tab!), joins.ticket("e1", tab!)]);
  assert.deepEqual(got.map(({ type }) => type).sort(), ["no_ticket", "ticket"]);
  assert.equal(host.asked.length, 1);
});

test("what became of it is told once", async () => {
  const { state, joins, told } = setUp();
  await joins.open({ effect: "e1", location: "tab" }, 1, vera);
  const [tab] = state.tabs.keys();
  await joins.opened("e1", tab! + 1, true);
  await joins.opened("e1", tab!, true);
  await joins.opened("e1", tab!, false);
  assert.deepEqual(told(), [{ effect: "e1", ok: true }]);
});

test("a tab that does not open is told, and so is an id that is none", async () => {
  const { state, joins, told } = setUp();
  await joins.open({ effect: "../evil?x#y", location: "tab" }, 1, vera);
  state.refuseTabs = true;
  await joins.open({ effect: "e1", location: "tab" }, 1, vera);
  assert.deepEqual(told(), [{ effect: "../evil?x#y", ok: false }, { effect: "e1", ok: false }]);
  assert.equal(state.tabs.size, 0);
});

test("a worker that was restarted tells what became of the order it finds", async () => {
  const gone = setUp();
  await gone.joins.open({ effect: "e1", location: "tab" }, 1, vera);
  gone.state.tabs.clear();
  await gone.restart().open({ effect: "e1", location: "tab" }, 1, vera);
  assert.deepEqual(gone.told(), [{ effect: "e1", ok: false }]);

  const there = setUp();
  await there.joins.open({ effect: "e1", location: "tab" }, 1, vera);
  await there.joins.ticket("e1", [...there.state.tabs.keys()][0]!);
  await there.restart().open({ effect: "e1", location: "tab" }, 1, vera);
  assert.deepEqual(there.told(), [{ effect: "e1", ok: true }]);
});

test("a window where the settings say so", async () => {
  const { state, joins } = setUp();
  await joins.open({ effect: "e1", location: "window" }, 1, vera);
  assert.equal(state.windows, 1);
});

test("trying again takes the place of the page that failed", async () => {
  const { state, joins, host, told } = setUp();
  await joins.open({ effect: "e1", location: "tab" }, 42, vera);
  const [tab] = state.tabs.keys();
  host.refuse = true;
  assert.deepEqual(await joins.ticket("e1", tab!), { type: "no_ticket", why: "spent" });
  host.refuse = false;
  assert.equal(await joins.again("e1", tab! + 1), null);
  const { from, meant } = (await joins.again("e1", tab!))!;
  assert.deepEqual([from, meant], [42, vera]);
  joins.reuse(tab!, meant);
  assert.deepEqual(told(), [{ effect: "e1", ok: false }]);
  await joins.open({ effect: "e2", location: "tab" }, 42, vera);
  assert.deepEqual([...state.tabs.values()].map(({ id, url }) => [id, url]), [[tab, "chrome-extension://abc/join.html#e2"]]);
});

test("a page that tries again is taken by its own session's order and by no other", async () => {
  const { state, joins } = setUp();
  const urls = () => [...state.tabs.values()].map(({ url }) => url.split("#")[1]);
  await joins.open({ effect: "e1", location: "tab" }, 42, vera);
  const [tab] = state.tabs.keys();
  await joins.again("e1", tab!);
  joins.reuse(tab!, vera);
  await joins.open({ effect: "o1", location: "tab" }, 43, meaning("otto", "s2"));
  await joins.open({ effect: "v2", location: "tab" }, 42, meaning("vera", "s3"));
  await joins.open({ effect: "x1", location: "tab" }, 42, "");
  assert.deepEqual(urls(), ["e1", "o1", "v2", "x1"], "the host refused, and others came");
  await joins.open({ effect: "e2", location: "tab" }, 42, vera);
  assert.deepEqual(urls(), ["e2", "o1", "v2", "x1"]);
  await joins.open({ effect: "e3", location: "tab" }, 42, vera);
  assert.deepEqual(urls(), ["e2", "o1", "v2", "x1", "e3"], "once");
});

test("a page that tried again and left is not brought back, nor a tab that was closed", async () => {
  for (const leave of ["left", "closed"] as const) {
    const { state, joins, told } = setUp();
    await joins.open({ effect: "e1", location: "tab" }, 42, vera);
    const [tab] = state.tabs.keys();
    await joins.again("e1", tab!);
    joins.reuse(tab!, vera);
    if (leave === "left") await joins.opened("e1", tab!, false);
    else state.tabs.delete(tab!);
    await joins.open({ effect: "e2", location: "tab" }, 42, vera);
    assert.equal([...state.tabs.keys()].at(-1), tab! + 1, leave);
    assert.deepEqual(told(), [{ effect: "e1", ok: false }], leave);
  }
});
