import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostPort } from "../src/background/port";
import { SignIn } from "../src/background/signin";
import type { SignInState } from "../src/protocol.gen";
import { fakeChrome } from "./fakechrome";

const needed: SignInState = { state: "needed", reason: "sign_in_needed", kept: false, out: false };
const ada: SignInState = { state: "signed_in", name: "Ada", kept: true, out: false };
const redirect = "https://abc.chromiumapp.org/";

/** A host and a browser that do what they are told; what happened, in its order. */
function setUp() {
  const browser = fakeChrome();
  const happened: string[] = [];
  const world = { get: needed as SignInState, finish: ada, back: `${redirect}?code=c` as string | Error, hold: Promise.resolve() };
  const host = {
    request: async (method: string, params: { silent?: boolean; anew?: boolean; redirectedTo?: string }) => {
      happened.push(method + (params.silent ? " silent" : "") + (params.anew ? " anew" : "") + (params.redirectedTo ? ` ${params.redirectedTo}` : ""));
      if (method === "signin.get") return world.get;
      if (method === "signin.begin") return { address: "https://login.example/auth", attempt: "a1" };
      return method === "signin.out" ? { ...needed, out: true } : world.finish;
    },
  };
  Object.assign((globalThis as unknown as { chrome: object }).chrome, {
    identity: {
      getRedirectURL: () => redirect,
      launchWebAuthFlow: async ({ url, interactive }: { url: string; interactive: boolean }) => {
        happened.push(`${interactive ? "show" : "try"} ${url}`);
        await world.hold;
        if (world.back instanceof Error) throw world.back;
        return world.back;
      },
    },
  });
  const signIn = new SignIn(host as unknown as HostPort, () => happened.push("renew"));
  return { signIn, happened, world, browser };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

test("a host that knows of nobody is tried without a person, once", async () => {
  const { signIn, happened, world } = setUp();
  world.back = new Error("User interaction required.");
  await signIn.look();
  await turn();
  assert.deepEqual(happened, ["signin.get", "signin.begin silent", "try https://login.example/auth"]);
  assert.equal(signIn.state.state, "needed");
  signIn.take(needed);
  await turn();
  assert.equal(happened.length, 3, "tried again at once");
  assert.equal(signIn.busy, false);
});

test("a silent try that succeeds signs in", async () => {
  const { signIn, happened } = setUp();
  await signIn.look();
  await turn();
  assert.deepEqual(happened.at(-1), `signin.finish ${redirect}?code=c`);
  assert.equal(signIn.state.name, "Ada");
});

test("nobody is tried where no sign-in is set up, or where somebody is signed in", async () => {
  for (const state of [{ state: "off", kept: false, out: false }, ada, { ...needed, state: "refused" }, { ...needed, out: true }] as SignInState[]) {
    const { signIn, happened, world } = setUp();
    world.get = state;
    await signIn.look();
    await turn();
    assert.deepEqual(happened, ["signin.get"], JSON.stringify(state));
  }
});

test("a press shows the provider's page; a window that is closed changes nothing", async () => {
  const { signIn, happened, world } = setUp();
  world.back = new Error("The user did not approve access.");
  await signIn.signIn();
  assert.deepEqual(happened, ["signin.begin", "show https://login.example/auth"]);
  assert.equal(signIn.busy, false);
});

test("two presses are one sign-in, and a silent try ends before it", async () => {
  const { signIn, happened, world } = setUp();
  let letGo = () => {};
  world.hold = new Promise((resolve) => (letGo = resolve));
  world.back = new Error("no");
  signIn.take(needed);
  await turn();
  const presses = [signIn.signIn(), signIn.signIn()];
  assert.ok(signIn.busy);
  assert.deepEqual(happened, ["signin.begin silent", "try https://login.example/auth"]);
  letGo();
  await Promise.all(presses);
  assert.deepEqual(happened.slice(2), ["signin.begin", "show https://login.example/auth"]);
});

test("Switch agent forgets, starts another host, and wants to see the next one", async () => {
  const { signIn, happened, world, browser } = setUp();
  world.back = new Error("closed");
  await signIn.switchAgent();
  assert.deepEqual(happened, ["signin.out", "renew", "signin.begin anew", "show https://login.example/auth"]);
  assert.equal(browser.areas.local.get("switched"), true);
  happened.length = 0;
  signIn.take(needed); // of the next host, which knows nothing of it
  await turn();
  assert.deepEqual(happened, [], "she was to be signed in again by herself");
  world.back = `${redirect}?code=d`;
  await signIn.signIn();
  assert.deepEqual(happened[0], "signin.begin anew");
  await turn();
  assert.equal(browser.areas.local.has("switched"), false);
});

test("what the host refuses reaches who pressed", async () => {
  const { signIn, world } = setUp();
  world.finish = { state: "refused", reason: "sign_in_refused", said: "Not today", kept: false, out: false };
  await signIn.signIn();
  assert.equal(signIn.state.said, "Not today");
});
