/** The site rules: whose they are, whether they count, and what a person may do with each. */
import { names } from "../match";
import type { Config } from "../messages";
import { maxRuleText, type Methods, type SiteRule } from "../protocol.gen";
import type { Words } from "../words";
import { element } from "./element";
import { RuleRow } from "./rule";

/** Asks the host; rejects with what it says. */
export type Ask = <M extends "rules.get" | "rules.save" | "rules.remove">(method: M, params: Methods[M]["params"]) => Promise<Methods[M]["result"]>;

export interface RulesWorld {
  words: Words;
  ask: Ask;
  /** Why a question was not answered, as a sentence. */
  sentence(why: unknown): string;
  /** Says a text to who hears the page. */
  say(sentence: string): void;
  download(name: string, text: string): void;
}

export class RulesPane {
  readonly title: string;
  readonly node: HTMLElement;
  #world: RulesWorld;
  #rows = new Map<string, RuleRow>();
  #list = element("div");
  #none = element("p", "about");
  #note = element("p", "note");
  #open = element("div", "ask");

  constructor(node: HTMLElement, world: RulesWorld) {
    this.node = node;
    this.#world = world;
    const { words } = world;
    this.title = words.get("options_rules");
    const title = element("h2", "", this.title);
    title.id = "rules-title";
    node.setAttribute("aria-labelledby", title.id);
    this.#none.textContent = words.get("options_rules_none");
    this.#open.append(this.#importer());
    node.append(title, element("p", "about", words.get("options_rules_about")), this.#list, this.#none, this.#open, this.#note);
    chrome.storage.onChanged.addListener((changes, area) => area === "local" && changes["config"] && void this.refresh());
    chrome.permissions.onAdded.addListener(() => void this.refresh());
    chrome.permissions.onRemoved.addListener(() => void this.refresh());
    void this.refresh();
  }

  /** Draws the rules as the worker has them; what is open stays. */
  async refresh(): Promise<void> {
    const { rules = [], personRules = false } = ((await chrome.storage.local.get("config"))["config"] ?? {}) as Partial<Config>;
    const rows = rules.map((rule) => this.#rowOf(rule));
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    const nodes = rows.map(({ node }) => node);
    if (nodes.length !== this.#list.childElementCount || nodes.some((node, at) => this.#list.children[at] !== node)) this.#list.replaceChildren(...nodes);
    this.#none.hidden = rows.length > 0;
    this.#open.hidden = !personRules;
  }

  #rowOf(rule: SiteRule): RuleRow {
    const row = this.#rows.get(rule.id) ?? new RuleRow(rule.id, this.#world);
    void row.show(rule);
    return row;
  }

  /** A rule from a file; the host says whether it is one. */
  #importer(): HTMLElement {
    const { words } = this.#world;
    const field = element("input");
    Object.assign(field, { type: "file", accept: ".json,application/json", hidden: true, id: "rule-file" });
    field.addEventListener("change", () => void this.#import(field));
    const press = element("button", "plain", words.get("options_rules_import"));
    press.type = "button";
    press.addEventListener("click", () => field.click());
    const place = element("div");
    place.append(press, field);
    return place;
  }

  async #import(field: HTMLInputElement): Promise<void> {
    const [file] = field.files ?? [];
    if (!file) return;
    const text = file.size > maxRuleText ? "" : await file.text();
    field.value = "";
    if (file.size > maxRuleText) return this.#tell(this.#world.words.get("options_rules_long", file.name), true);
    const { id, mistake } = await this.#world.ask("rules.save", { text }).catch((why) => ({ id: "", mistake: this.#world.sentence(why) }));
    this.#tell(id ? this.#world.words.get("options_rules_imported", id) : (mistake ?? ""), !id);
  }

  #tell(text: string, wrong: boolean): void {
    this.#note.className = wrong ? "note wrong" : "note done";
    this.#note.textContent = text;
    this.#world.say(text);
  }
}

/** The tab that a rule can be tried on: of those whose address it names the one that was used last. */
export async function tabOf(rule: SiteRule): Promise<chrome.tabs.Tab | null> {
  const tabs = await chrome.tabs.query({});
  const named = tabs.filter(({ url }) => url && names(rule.matches, url));
  return named.sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0))[0] ?? null;
}
