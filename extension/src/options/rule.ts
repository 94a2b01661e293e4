/** One site rule: what it is, its text, and what becomes of it on the page that is open and on its own examples. */
import { siteOf } from "../popup/sentence";
import { isGranted } from "../background/sites";
import { grantFor } from "../match";
import type { RuleText, SiteRule } from "../protocol.gen";
import { dotted, element, link } from "./element";
import { resultsOf } from "./rulechecks";
import { tabOf, type RulesWorld } from "./rules";
import { tryOn } from "./ruletry";

const whose = { administrator: "options_rule_administrator", person: "options_rule_person", starter: "options_rule_starter" } as const;

export class RuleRow {
  readonly id: string;
  readonly node = element("details", "rule");
  #world: RulesWorld;
  #rule: SiteRule | null = null;
  #name = element("span", "label");
  #whose = element("span", "whose");
  #became = element("span", "became");
  #about = element("p", "about facts");
  #paths = element("p", "about");
  #acts = element("div", "acts");
  #note = element("p", "note");
  #editor = element("div", "editor");
  #text = element("textarea");
  #results = element("div", "results");

  constructor(id: string, world: RulesWorld) {
    this.id = id;
    this.#world = world;
    this.node.id = `rule-${id}`;
    const summary = element("summary");
    summary.append(this.#name, this.#whose, this.#became);
    this.#editor.hidden = true;
    this.#note.setAttribute("role", "status");
    this.node.append(summary, this.#about, this.#paths, this.#acts, this.#note, this.#editor, this.#results);
  }

  /** Draws the rule as it counts now; a text that is being edited stays. */
  async show(rule: SiteRule): Promise<void> {
    const changed = JSON.stringify(this.#rule) !== JSON.stringify(rule);
    this.#rule = rule;
    const { words } = this.#world;
    const granted = (await Promise.all(rule.matches.map(isGranted))).some(Boolean);
    this.#name.textContent = rule.name;
    this.#whose.textContent = words.get(whose[rule.from]);
    this.#became.textContent = words.get(rule.active ? (granted ? "options_rule_active" : "options_rule_not_granted") : rule.from === "person" ? "options_rule_draft" : "options_rule_unconfirmed");
    this.node.classList.toggle("fixed", rule.from === "administrator");
    const { confirmed } = rule;
    const types = rule.objects.map(({ type, draft }) => (draft ? words.get("options_rule_kind_draft", type) : type)).join(", ");
    const agreed = confirmed ? words.get("options_rule_agreed", `${confirmed.agreed}/${confirmed.of}`, confirmed.on) : "";
    this.#about.replaceChildren(...dotted([siteOf(rule.matches.map(grantFor)), types, agreed, rule.id].filter(Boolean)));
    const narrow = rule.from === "starter" ? [] : pathsOf(rule);
    this.#paths.hidden = narrow.length === 0;
    this.#paths.textContent = words.get("options_rule_paths", narrow.join(", "));
    if (changed) this.#draw(rule);
  }

  #draw({ from }: SiteRule): void {
    const { words } = this.#world;
    const own = from === "person";
    this.#acts.replaceChildren(
      link(words.get(own ? "options_rule_edit" : "options_rule_read"), () => void this.#open()),
      link(words.get("options_rule_try"), () => void this.#try()),
      link(words.get("options_rule_tests"), () => void this.#test()),
      link(words.get("options_rule_export"), () => void this.#export()),
      ...(own ? [link(words.get("options_rule_remove"), () => this.#askRemove())] : []),
    );
    for (const act of this.#acts.children) act.setAttribute("aria-describedby", this.#name.id ||= `rule-${this.id}-name`);
  }

  async #get(): Promise<RuleText | null> {
    this.#tell("", "");
    return this.#world.ask("rules.get", { id: this.id }).catch((why) => {
      this.#tell("wrong", this.#world.sentence(why));
      return null;
    });
  }

  async #open(): Promise<void> {
    if (!this.#editor.hidden) return void (this.#editor.hidden = true);
    const got = await this.#get();
    if (!got) return;
    const { words } = this.#world;
    const own = this.#rule?.from === "person";
    Object.assign(this.#text, { value: got.text, readOnly: !own, spellcheck: false, rows: Math.min(30, got.text.split("\n").length + 1) });
    this.#text.setAttribute("aria-label", words.get("options_rule_text", this.#rule?.name ?? ""));
    const save = element("button", "main", words.get("options_rule_save"));
    save.type = "button";
    save.addEventListener("click", () => void this.#save());
    const close = link(words.get("options_rule_close"), () => (this.#editor.hidden = true));
    this.#editor.replaceChildren(this.#text, ...(own ? [save] : []), close);
    this.#editor.hidden = false;
    this.#text.focus();
  }

  async #save(): Promise<void> {
    this.#tell("busy", this.#world.words.get("options_saving"));
    const { id, draft = false, mistake = "" } = await this.#world.ask("rules.save", { text: this.#text.value, edited: this.id }).catch((why) => ({ id: "", draft: false, mistake: this.#world.sentence(why) }));
    this.#text.setAttribute("aria-invalid", String(!id));
    if (draft) this.#text.value = (await this.#world.ask("rules.get", { id: id ?? "" }).catch(() => null))?.text ?? this.#text.value;
    if (id) return this.#tell("done", this.#world.words.get(draft ? "options_saved_draft" : "options_saved"));
    this.#tell("wrong", mistake);
    this.#showLine(mistake);
  }

  /** Selects the line that a mistake names. */
  #showLine(mistake: string): void {
    const line = Number(/(?:line |:)(\d+)/.exec(mistake)?.[1] ?? 0);
    if (line === 0) return;
    const lines = this.#text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.#text.focus();
    this.#text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  }

  async #try(): Promise<void> {
    const rule = this.#rule;
    const tab = rule && (await tabOf(rule));
    if (!rule || !tab) return this.#tell("wrong", this.#world.words.get("options_rule_no_page"));
    this.#tell("", "");
    this.#results.replaceChildren(...(await tryOn(rule, tab, this.#world.words)));
  }

  async #test(): Promise<void> {
    const got = await this.#get();
    if (got) this.#results.replaceChildren(...resultsOf(got.text, this.#world));
  }

  async #export(): Promise<void> {
    const got = await this.#get();
    if (got) this.#world.download(`glance-rule-${this.id}.json`, got.text);
  }

  /** A rule that is removed is gone: it is asked once. */
  #askRemove(): void {
    const { words } = this.#world;
    this.#tell("wrong", words.get("options_rule_really", this.#rule?.name ?? ""));
    const yes = link(words.get("options_rule_remove"), () => void this.#remove());
    this.#note.append(" ", yes, " ", link(words.get("options_rule_close"), () => this.#tell("", "")));
    yes.focus();
  }

  async #remove(): Promise<void> {
    await this.#world.ask("rules.remove", { id: this.id }).then(
      () => this.#tell("done", this.#world.words.get("options_rule_removed")),
      (why) => this.#tell("wrong", this.#world.sentence(why)),
    );
  }

  #tell(kind: "" | "busy" | "done" | "wrong", text: string): void {
    this.#note.className = `note ${kind}`;
    this.#note.textContent = text;
  }
}

/** The paths by which a rule names its pages; none where one of its patterns has the whole host. */
function pathsOf({ matches }: SiteRule): string[] {
  const narrow = matches.filter((pattern) => !matches.includes(grantFor(pattern)));
  return [...new Set(narrow.map((pattern) => pattern.slice(grantFor(pattern).length - 2)))];
}
