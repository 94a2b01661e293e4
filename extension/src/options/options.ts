/**
 * The options page: every setting with its words and its source, a test of
 * sign-in and services, and a file of it all. It follows each change, whoever
 * made it: the next host tells it anew.
 */
import type { HostState } from "../messages";
import type { SettingsResult, SignInState } from "../protocol.gen";
import { agentOf, whoWorks } from "../who";
import { giveLanguage, Words } from "../words";
import { element } from "./element";
import { exported, exportName } from "./export";
import { Link, type Unanswered } from "./link";
import { List, wayTo } from "./list";
import { LivePane } from "./live";
import { mistakeOf } from "./mistakes";
import { RulesPane } from "./rules";

/** How long the text of a download is kept for the browser, in milliseconds. */
const KEPT = 60_000;

const words = new Words();
const find = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector) as T;
const query = find<HTMLInputElement>("#query");
const own = find<HTMLInputElement>("#own");

const link = new Link({ host: hostIs, signIn: signInIs });
const list = new List(find("#groups"), words, save, say);
const live = new LivePane(find("#test"), words, (params) => link.ask("check.live", params));

const rules = new RulesPane(find("#rules"), { words, ask: (method, params) => link.ask(method, params), sentence: (why) => (why as Unanswered).sentence(words), say, download });

const wayToTest = wayTo("test", live.title);
const wayToRules = wayTo("rules", rules.title);

let now: SettingsResult | null = null;
let signed: SignInState | null = null;
let version = "";

function open(): void {
  giveLanguage(document.documentElement, words);
  document.title = `${words.get("options_title")} · ${words.get("name")}`;
  find("h1").textContent = words.get("options_title");
  query.placeholder = words.get("options_search");
  query.setAttribute("aria-label", words.get("options_search"));
  find("#find .only span").textContent = words.get("options_own");
  find("#export").textContent = words.get("options_export");
  find("#away button").textContent = words.get("popup_retry");
  const ways = find("nav");
  ways.setAttribute("aria-label", words.get("options_ways"));
  list.ways.prepend(wayToTest, wayToRules);
  ways.append(list.ways);
  listen();
  search();
  link.connect();
}

function listen(): void {
  find("#find").addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", search);
  own.addEventListener("change", search);
  find("#export").addEventListener("click", exportFile);
  find("#away button").addEventListener("click", () => void refresh());
  document.addEventListener("keydown", slash);
}

/** The worker says how the host is: one that is ready, or only not asked yet, is asked for everything. */
function hostIs(state: HostState, its: string): void {
  version = its || version;
  showAway(["idle", "ready", "renewing"].includes(state) ? "" : words.get(`popup_host_${state}`));
  find("#away button").hidden = state === "connecting";
  if (state === "idle" || state === "ready") void refresh();
}

/** Says why there is nothing from the host; empty where there is. */
function showAway(why: string): void {
  find("#away").hidden = why === "";
  find("#away p").textContent = why;
}

async function refresh(): Promise<void> {
  const [settings, state] = await Promise.allSettled([link.ask("settings.list", {}), link.ask("signin.get", {})]);
  if (settings.status === "rejected") return find("#away").hidden ? showAway(settings.reason.sentence(words)) : undefined;
  now = settings.value;
  if (state.status === "fulfilled") signed = state.value;
  list.show(now);
  showMistakes(now.mistakes ?? []);
  const { roles, file } = now;
  const about = [words.get("options_file", file), (roles ?? []).length > 0 ? words.get("options_roles", roles.join(", ")) : "", version && words.get("popup_host_version", version)];
  find("footer").textContent = about.filter(Boolean).join(" ");
  showWho();
  search();
}

function signInIs(state: SignInState): void {
  signed = state;
  showWho();
}

function showWho(): void {
  find("#who").textContent = whoWorks(signed, now && agentOf(now), words);
}

function showMistakes(mistakes: string[]): void {
  const section = find("#mistakes");
  const table = element("table");
  for (const { place, sentence } of mistakes.map(mistakeOf)) {
    const row = table.insertRow();
    row.insertCell().append(element("code", "", place));
    row.insertCell().textContent = sentence;
  }
  section.replaceChildren(element("h2", "", words.get("popup_mistakes")), element("p", "about", words.get("options_mistakes")), table);
}

/** Sets a setting, or takes it back; answers why not. */
async function save(key: string, value: string): Promise<string> {
  try {
    const { wrong = "" } = await link.ask("settings.set", { key, value });
    return wrong;
  } catch (why) {
    return (why as Unanswered).sentence(words);
  }
}

function search(): void {
  const typed = query.value.trim();
  const found = list.filter(typed, own.checked);
  const filtered = typed !== "" || own.checked;
  live.node.hidden = wayToTest.hidden = filtered || !now;
  rules.node.hidden = wayToRules.hidden = filtered;
  find("#mistakes").hidden = filtered || (now?.mistakes ?? []).length === 0;
  find("#none").hidden = !filtered || found > 0 || !now;
  find("#none").textContent = words.get("options_none", typed);
  const count = words.get(found === 1 ? "options_found_one" : "options_found", String(found));
  find("#found").textContent = filtered && now ? count : "";
}

/** "/" goes to the search, where nothing is being typed. */
function slash(event: KeyboardEvent): void {
  if (event.key !== "/" || (event.target as Element).closest("input:not([type=checkbox]), select, textarea")) return;
  event.preventDefault();
  query.focus();
}

function exportFile(): void {
  if (!now) return say(words.get("options_unanswered"));
  const at = new Date();
  download(exportName(at), exported(now, { extension: chrome.runtime.getManifest().version, host: version }, at));
}

/** Saves a text as a file, where the browser keeps such. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const file = element("a");
  file.href = address;
  file.download = name;
  file.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
  say(words.get("options_exported", name));
}

/** Says it to who hears the page. */
function say(sentence: string): void {
  find("#said").textContent = sentence;
}

open();
