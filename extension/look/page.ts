/** Draws every face through the real button, for a picture. */
import messages from "../_locales/en/messages.json";
import { Button } from "../src/content/button";
import type { Guard } from "../src/content/exposure";
import { fromHost, fromPage, fromView, type Shown } from "../src/content/faces";
import { style } from "../src/content/style";
import { localReasons, Words } from "../src/words";
import type { HostState } from "../src/messages";
import { sourceOf } from "./messagesource";
import { longest, views } from "./views";

const words = new Words(sourceOf(messages));
const hosts: HostState[] = ["connecting", "no_host", "forbidden", "blocked", "lost", "incompatible"];

/** A picture has nobody to click in it: here a script may. */
const guard: Guard = { add() {}, remove() {}, moved() {}, judge: () => null, stop() {} };

function row(label: string, shown: Shown, press = ""): void {
  const line = document.createElement("div");
  const name = document.createElement("span");
  const place = document.createElement("div");
  name.textContent = label;
  line.append(name, place);
  document.body.append(line);
  const root = place.attachShadow({ mode: "open" });
  const button = new Button(root, { words, guard, keyFits: () => true, act() {}, retry() {} });
  button.dress(style);
  button.show(shown);
  if (press) root.querySelector<HTMLElement>(`[data-action="${press}"]`)?.click();
}

for (const view of views) row(view.face, fromView(view, "", words));
for (const state of hosts) row(`host ${state}`, fromHost(state, words));
for (const reason of localReasons) row(reason, fromPage(reason, words));
for (const view of longest) row(`long ${view.face}`, fromView(view, "", words));
row("why", fromPage("two_values", words), "why");
for (const view of views.filter(({ face }) => face === "absent")) row("have key", fromView(view, "", words), "key");
