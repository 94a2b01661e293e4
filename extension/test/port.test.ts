import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { HostError, HostPort, NoHost, pause, stateOf, type RawPort } from "../src/background/port";
import type { HostState } from "../src/messages";

type Sent = { id: number; method: string; params: { id?: number; sessions?: string[] } };

class FakePort implements RawPort {
  sent: Sent[] = [];
  closed = false;
  #message: (message: unknown) => void = () => {};
  #gone: (port: unknown) => void = () => {};
  onMessage = { addListener: (listener: (message: unknown) => void) => void (this.#message = listener) };
  onDisconnect = { addListener: (listener: (port: unknown) => void) => void (this.#gone = listener) };
  postMessage(message: unknown): void {
    this.sent.push(message as Sent);
  }
  disconnect(): void {
    this.closed = true;
  }
  answer(message: object): void {
    this.#message({ jsonrpc: "2.0", ...message });
  }
  say(message: unknown): void {
    this.#message(message);
  }
  die(error?: string): void {
    this.#gone(error === undefined ? {} : { error: { message: error } });
  }
  last(): Sent {
    return this.sent.at(-1) as Sent;
  }
}

function setUp(lastError = "Native host has exited.") {
  const ports: FakePort[] = [];
  const host = new HostPort({
    connect: () => {
      ports.push(new FakePort());
      return ports.at(-1) as FakePort;
    },
    lastError: () => lastError,
    greeting: async () => ({ extension: "1.2.3", browser: "chromium", sessions: ["s1"] }),
    random: () => 1,
  });
  const states: HostState[] = [];
  host.onState = (state) => states.push(state);
  return { host, ports, states };
}

const turn = () => new Promise((done) => setImmediate(done));
const greeted = { protocol: 1, minProtocol: 1, host: "9", methods: [], pushes: [], maxFrameIn: 1, maxFrameOut: 1 };

async function ready() {
  const all = setUp();
  const asked = all.host.request("ping", { payload: "x" });
  await turn();
  const port = all.ports[0] as FakePort;
  port.answer({ id: port.last().id, result: greeted });
  await turn();
  return { ...all, port, asked };
}

test("connects when asked, greets first, and pairs answers by id", async () => {
  const { host, ports } = setUp();
  assert.equal(ports.length, 0);
  const a = host.request("ping", { payload: "a" });
  const b = host.request("ping", { payload: "b" });
  await turn();
  const port = ports[0] as FakePort;
  assert.deepEqual(port.sent.map(({ method }) => method), ["hello"]);
  assert.deepEqual(port.last().params.sessions, ["s1"]);
  port.answer({ id: port.last().id, result: greeted });
  await turn();
  const [, first, second] = port.sent as [Sent, Sent, Sent];
  port.answer({ id: second.id, result: { payload: "B" } });
  port.answer({ id: first.id, result: { payload: "A" } });
  assert.deepEqual([await a, await b], [{ payload: "A" }, { payload: "B" }]);
  assert.equal(ports.length, 1);
  assert.equal(host.state, "ready");
});

test("an error has its code and reason", async () => {
  const { port, asked } = await ready();
  port.answer({ id: port.last().id, error: { code: -32003, message: "no", data: { reason: "not_possible_now" } } });
  await assert.rejects(asked, (why: HostError) => why instanceof HostError && why.code === -32003 && why.reason === "not_possible_now");
});

test("pushes are routed, and nonsense is not", async () => {
  const { host, port, asked } = await ready();
  const views: unknown[] = [];
  host.pushes = { view: (view) => views.push(view) };
  for (const nonsense of [null, 1, "x", [], {}, { id: "1" }, { id: 99, result: 1 }, { method: "toString" }, { method: "constructor", params: {} }]) port.say(nonsense);
  port.answer({ method: "view", params: { watch: "w1" } });
  assert.deepEqual(views, [{ watch: "w1" }]);
  port.answer({ id: port.last().id, result: { payload: "x" } });
  await asked;
});

test("cancel tells the host and rejects at once; a late answer is dropped", async () => {
  const { host, port, asked } = await ready();
  const abort = new AbortController();
  const cancelled = host.request("record.unwatch", { watch: "w" }, abort.signal);
  await turn();
  const { id } = port.last();
  abort.abort(new Error("enough"));
  await assert.rejects(cancelled, /enough/);
  assert.deepEqual([port.last().method, port.last().params], ["$/cancelRequest", { id }]);
  port.answer({ id, result: {} });
  port.answer({ id: port.sent[1]?.id, result: { payload: "x" } });
  await asked;
});

test("a host that never spoke is not tried again by itself", async (t) => {
  const { host, ports } = setUp("Specified native messaging host not found.");
  const asked = host.request("ping", { payload: "" });
  await turn();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  ports[0]?.die();
  await assert.rejects(asked, (why: NoHost) => why instanceof NoHost && why.state === "no_host");
  t.mock.timers.tick(600_000);
  await turn();
  assert.equal(ports.length, 1);
  void host.request("ping", { payload: "" }).catch(() => {});
  await turn();
  assert.equal(ports.length, 2);
});

test("a host that spoke is connected again, after a pause, and greeted anew", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const { ports, port, asked, states } = await ready();
  port.die();
  await assert.rejects(asked, (why: NoHost) => why.state === "lost");
  t.mock.timers.tick(499);
  await turn();
  assert.equal(ports.length, 1);
  t.mock.timers.tick(1);
  await turn();
  assert.equal(ports.length, 2);
  assert.equal(ports[1]?.last().method, "hello");
  assert.deepEqual(states, ["connecting", "ready", "lost", "connecting"]);
});

test("a host that answers hello and dies is tried ever more rarely", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const { ports, asked } = await ready();
  asked.catch(() => {});
  for (const wait of [500, 1_000, 2_000, 4_000]) {
    const before = ports.length;
    ports.at(-1)?.die();
    t.mock.timers.tick(wait - 1);
    await turn();
    assert.equal(ports.length, before, `before ${wait} ms`);
    t.mock.timers.tick(1);
    await turn();
    assert.equal(ports.length, before + 1, `after ${wait} ms`);
    const next = ports.at(-1) as FakePort;
    next.answer({ id: next.last().id, result: greeted });
    await turn();
  }
});

test("a host that refuses hello is incompatible, a silent one lost", async (t) => {
  const refusing = setUp();
  const asked = refusing.host.request("ping", { payload: "" });
  await turn();
  const [port] = refusing.ports as [FakePort];
  port.answer({ id: port.last().id, error: { code: -32001, message: "too old" } });
  await assert.rejects(asked, (why: NoHost) => why.state === "incompatible");
  assert.ok(port.closed);

  t.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = setUp();
  const waiting = silent.host.request("ping", { payload: "" });
  await turn();
  t.mock.timers.tick(10_000);
  await assert.rejects(waiting, (why: NoHost) => why.state === "lost");
  assert.ok(silent.ports[0]?.closed);
});

test("a browser that cannot connect is asked again, as for a host that was lost", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  let failing: "greeting" | "connect" | "" = "";
  const ports: FakePort[] = [];
  const host = new HostPort({
    connect: () => {
      if (failing === "connect") throw new Error("no port");
      ports.push(new FakePort());
      return ports.at(-1) as FakePort;
    },
    lastError: () => "",
    greeting: async () => {
      if (failing === "greeting") throw new Error("QUOTA_BYTES quota exceeded");
      return { extension: "1", browser: "chromium", sessions: [] };
    },
    random: () => 1,
  });
  for (const [at, part] of (["greeting", "connect"] as const).entries()) {
    failing = part;
    await assert.rejects(host.request("ping", { payload: "" }), (why: NoHost) => why instanceof NoHost && why.state === "lost", part);
    assert.equal(host.state, "lost");
    failing = "";
    t.mock.timers.tick(500 * 2 ** at);
    await turn();
    assert.equal(ports.length, at + 1, `${part}: by itself`);
    host.release();
  }
});

test("letting the host go rejects who waits, and the next request connects", async () => {
  const { host, port, asked, ports } = await ready();
  host.release();
  await assert.rejects(asked, NoHost);
  assert.ok(port.closed);
  assert.equal(host.state, "idle");
  void host.request("ping", { payload: "" }).catch(() => {});
  await turn();
  assert.equal(ports.length, 2);
  mock.reset();
});

test("error texts of both browsers", () => {
  const states: [string, HostState][] = [
    ["Specified native messaging host not found.", "no_host"],
    ["No such native application net.glance.agent_host", "no_host"],
    ["Access to the specified native messaging host is forbidden.", "forbidden"],
    ["Access to the native messaging host was disabled by the system administrator.", "blocked"],
    ["Native host has exited.", "lost"],
    ["Error when communicating with the native messaging host.", "lost"],
    ["", "lost"],
  ];
  for (const [text, state] of states) assert.equal(stateOf(text), state, text);
});

test("pauses have full jitter below a capped ceiling", () => {
  assert.deepEqual([pause(0, 0), pause(0, 1), pause(3, 0.5), pause(50, 1)], [0, 500, 2_000, 30_000]);
});

test("another host takes the place of one at once, and what is asked meanwhile waits for it", async () => {
  const { host, ports, states, port, asked: under } = await ready();
  const lost = assert.rejects(under, (why) => why instanceof NoHost && why.state === "renewing");
  await turn();
  host.renew();
  const asked = host.request("ping", { payload: "y" });
  await lost;
  await turn();
  const next = ports[1] as FakePort;
  assert.equal(port.closed, true);
  assert.equal(ports.length, 2);
  port.die();
  next.answer({ id: next.last().id, result: greeted });
  await turn();
  next.answer({ id: next.last().id, result: { payload: "Y" } });
  assert.deepEqual(await asked, { payload: "Y" });
  assert.deepEqual(states, ["connecting", "ready", "renewing", "ready"]);
});
