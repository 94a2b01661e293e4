import assert from "node:assert/strict";
import { test } from "node:test";
import { OptionsPages } from "../src/background/options";
import { HostError, NoHost, type HostPort } from "../src/background/port";
import type { ToOptions } from "../src/messages";

/** A page's port, and a host that answers each question in turn as it is told. */
function setUp(...answers: (object | Error)[]) {
  const asked: string[] = [];
  const told: ToOptions[] = [];
  const host = {
    state: "ready",
    hello: { host: "0.1.0" },
    async request(method: string) {
      asked.push(method);
      const answer = answers.shift() ?? new NoHost("lost");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  let hear: (message: unknown) => void = () => {};
  let leave: () => void = () => {};
  const port = {
    postMessage: (message: ToOptions) => void told.push(message),
    onMessage: { addListener: (listener: typeof hear) => (hear = listener) },
    onDisconnect: { addListener: (listener: typeof leave) => (leave = listener) },
  };
  const pages = new OptionsPages(host as unknown as HostPort);
  pages.serve(port as unknown as chrome.runtime.Port);
  const say = async (message: object) => {
    hear(message);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    return told.at(-1);
  };
  return { pages, host, asked, told, say, leave: () => leave() };
}

test("an options page is told how the host is, and when that changes", () => {
  const { pages, host, told, leave } = setUp();
  assert.deepEqual(told, [{ type: "host", state: "ready", version: "0.1.0" }]);
  host.state = "renewing";
  pages.hostChanged();
  pages.signedIn({ state: "needed", kept: false, out: false });
  assert.deepEqual(told.slice(1), [{ type: "host", state: "renewing", version: "0.1.0" }, { type: "signin", state: { state: "needed", kept: false, out: false } }]);
  assert.ok(pages.open);
  leave();
  pages.hostChanged();
  assert.deepEqual([pages.open, told.length], [false, 3]);
});

test("it may ask a few things and nothing else", async () => {
  const { asked, say } = setUp({ wrong: "no" });
  assert.deepEqual(await say({ id: 7, method: "settings.set", params: { key: "puid" } }), { type: "answer", id: 7, result: { wrong: "no" } });
  for (const method of ["record.act", "join.ticket", "hello", "toString", undefined]) await say({ id: 8, method, params: {} });
  assert.deepEqual(asked, ["settings.set"]);
});

test("what was asked of a host that gave way is asked of the next", async () => {
  const { asked, say } = setUp(new NoHost("renewing"), new NoHost("renewing"), { settings: [] });
  assert.deepEqual(await say({ id: 1, method: "settings.list", params: {} }), { type: "answer", id: 1, result: { settings: [] } });
  assert.equal(asked.length, 3);
});

test("no answer is told as one, with the host's reason where it gave one", async () => {
  const { say } = setUp(new NoHost("lost"), new HostError({ code: -32000, message: "x", data: { reason: "auth_refused" } }), new HostError({ code: -32000, message: "wait for its report" }));
  const failed = async () => say({ id: 1, method: "check.live", params: {} });
  assert.deepEqual(await failed(), { type: "failed", id: 1, reason: null, said: "" });
  assert.deepEqual(await failed(), { type: "failed", id: 1, reason: "auth_refused", said: "" });
  assert.deepEqual(await failed(), { type: "failed", id: 1, reason: null, said: "wait for its report" });
  const never = setUp(...Array.from({ length: 9 }, () => new NoHost("renewing")));
  assert.equal((await never.say({ id: 1, method: "check.live", params: {} }))?.type, "failed");
  assert.equal(never.asked.length, 3);
});
