/** Draws every face through the real button, for a picture. #typing opens the key field, #why the reason. */
import messages from "../_locales/en/messages.json";
import { Button } from "../src/content/button";
import { openGuard } from "../src/content/exposure";
import { fromHost, fromPage, fromView, type Shown } from "../src/content/faces";
import { localReasons, Words } from "../src/words";
import type { HostState } from "../src/messages";
import { sourceOf } from "./messagesource";
import { views } from "./views";

const words = new Words(sourceOf(messages));
const hosts: HostState[] = ["connecting", "no_host", "forbidden", "blocked", "lost", "incompatible"];

function row(label: string, shown: Shown): void {
  const line = document.createElement("div");
  const name = document.createElement("span");
  const place = document.createElement("div");
  name.textContent = label;
  line.append(name, place);
  document.body.append(line);
  const button = new Button(place.attachShadow({ mode: "open" }), { words, guard: openGuard, keyFits: () => true, act() {}, retry() {} });
  button.show(shown);
}

for (const view of views) row(view.face, fromView(view, "", words));
for (const state of hosts) row(`host ${state}`, fromHost(state, words));
for (const reason of localReasons) row(reason, fromPage(reason, words));
