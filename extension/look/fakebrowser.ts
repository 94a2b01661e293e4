/** As much of the browser as the options page needs, with a desk behind it. Imported before the page's script. */
import messages from "../_locales/en/messages.json";
import type { FromOptions, ToOptions } from "../src/messages";
import type { SettingsResult } from "../src/protocol.gen";
import { desk, report } from "./desk";
import { rules, ruleText } from "./rules";
import { sourceOf } from "./messagesource";

const heard: ((message: ToOptions) => void)[] = [];
const tell = (message: ToOptions) => queueMicrotask(() => heard.forEach((hear) => hear(message)));

function answer({ id, method, params }: FromOptions): void {
  const results: { [method: string]: unknown } = { "settings.list": desk, "settings.set": { wrong: `${"key" in params ? params.key : ""} must be a whole number from 5 to 1800` }, "signin.get": { state: "signed_in", name: "Vera Agent", kept: true, out: false }, "check.live": report, "rules.get": { text: ruleText, from: "person" }, "rules.save": { mistake: "line 3: the rule.matches must name a host" }, "rules.remove": {} };
  tell({ type: "answer", id, result: results[method] as SettingsResult });
}

const port = {
  onMessage: { addListener: (hear: (message: ToOptions) => void) => void heard.push(hear) },
  onDisconnect: { addListener() {} },
  postMessage: answer,
  disconnect() {},
};
const words = sourceOf(messages);
(globalThis as { chrome?: unknown }).chrome = {
  i18n: { getMessage: (key: string, parts: string[] = []) => words(key, parts) },
  permissions: { contains: async () => true, onAdded: { addListener() {} }, onRemoved: { addListener() {} } },
  storage: { local: { get: async () => ({ config: { rules, personRules: true } }) }, onChanged: { addListener() {} } },
  tabs: { query: async () => [] },
  runtime: { connect: () => (tell({ type: "host", state: location.search === "?away" ? "no_host" : "ready", version: "0.1.0" }), port), getManifest: () => ({ version: "0.1.0" }) },
};
