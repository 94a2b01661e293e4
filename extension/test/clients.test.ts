import assert from "node:assert/strict";
import { test } from "node:test";
import messages from "../_locales/en/messages.json";
import { sourceOf, type Messages } from "../look/messagesource";
import { views } from "../look/views";
import { isForProgram, isPage, lookClients, openDownload } from "../src/background/clients";
import { next, screensOf } from "../src/background/menu";
import type { Watcher } from "../src/background/tabs";
import { fromView } from "../src/content/faces";
import { mayFrame } from "../src/popup/clients";
import { Words } from "../src/words";
import { fakeChrome } from "./fakechrome";

const words = new Words(sourceOf(messages as Messages));

const hostThat = (answer: unknown) => ({
  request: async () => {
    if (answer instanceof Error) throw answer;
    return answer as never;
  },
});

test("the download page is opened, and nothing that is no https page", async () => {
  const state = fakeChrome();
  await openDownload(hostThat({ download: "https://www.glance.net/agent/start" }), 1);
  assert.deepEqual([...state.tabs.values()].map(({ url }) => url), ["https://www.glance.net/agent/start"]);
  for (const bad of [{}, { download: "" }, { download: "javascript:alert(1)" }, { download: "file:///etc/passwd" }, { download: "http://x/" }, new Error("no host")]) await openDownload(hostThat(bad), 1);
  assert.equal(state.tabs.size, 1);
});

test("an older host knows of no program", async () => {
  assert.equal(await lookClients(hostThat(new Error("method not found"))), null);
});

test("an address for a program is told from a page's", () => {
  for (const good of ["glance://show?key=4821", "glancepanorama://agentjoin/1"]) assert.ok(isForProgram(good) && !isPage(good), good);
  for (const bad of ["", "glance", "https://www.glance.net/", "javascript:glance://show", "glancex://show", "file:///glance"]) assert.ok(!isForProgram(bad), bad);
});

test("what Glance's program can do stands behind one link, with the customer's name", () => {
  const joined = views.find(({ more }) => more)!;
  const shown = fromView(joined, "", words);
  assert.deepEqual(shown.more.map(({ label }) => label), ["Show my screen to Vera", "View screen of Vera"]);
  assert.deepEqual(fromView({ ...joined, name: "" }, "", words).more.map(({ label }) => label), ["Show my screen", "View the customer’s screen"]);
  assert.deepEqual(fromView(views[0]!, "", words).more, []);
});

test("a shared screen shows its key, and that the rest is not told here", () => {
  const shown = views.filter(({ face }) => face === "launched").map((view) => fromView(view, "", words));
  assert.deepEqual(shown.map(({ words, next }) => `${words}, ${next}`), [
    "Showing my screen: key 4821, the rest is told in Glance’s program",
    "Viewing a screen: started, the rest is told in Glance’s program",
  ]);
  assert.match(shown[0]!.below, /type the key 4821/);
});

test("a program that is not known as Glance's is shown by name and place", () => {
  const view = views.find(({ face }) => face === "client_other")!;
  const { below, when, quoted, links } = fromView(view, "", words);
  assert.match(below, /“Viewer” is registered for this, and it is not known as Glance’s: \/home\/alex\/bin\/viewer$/);
  assert.deepEqual([when, quoted, links.map(({ action }) => action)], ["shown", false, ["agree", "dismiss"]]);
});

test("only Glance's own pages stand inside ours", () => {
  for (const good of ["https://www.glance.net/integration/HostButtons.asp?username=a", "https://glance.net/", "https://beta.glance.cx/x"]) assert.ok(mayFrame(good), good);
  for (const bad of ["", "https://glance.net.evil.example/", "https://evilglance.net/", "https://www.glance.net:8443/", "https://a@www.glance.net/", "http://www.glance.net/", "javascript:alert(1)", "https://127.0.0.1/"]) assert.ok(!mayFrame(bad), bad);
});

test("a right-click shares a screen where the program is installed and the role has it, and nothing else", () => {
  const installed = { installed: true };
  assert.deepEqual(screensOf({ offered: ["start", "view"], classic: installed, panorama: installed }), ["view"]);
  assert.deepEqual(screensOf({ offered: ["start", "show", "view"], classic: { installed: false }, panorama: installed }), []);
  assert.deepEqual(screensOf(null), []);
  const watcher = { number: 1, why: "", stale: false, view: { ...views[0]!, actions: ["start"], more: ["show"] } } as unknown as Watcher;
  const told = (watcher: Watcher, screen: "show" | "view") => next(watcher, "ready", screen).map((message) => message.type === "do" && message.action);
  assert.deepEqual(told(watcher, "show"), [null, "show"]);
  assert.deepEqual(told(watcher, "view"), [null]);
  assert.deepEqual(told({ ...watcher, stale: true }, "show"), [null]);
});
