/** The settings in their groups, with the way to each group, and what a search leaves of them. */
import type { Setting, SettingsResult } from "../protocol.gen";
import type { Words } from "../words";
import { definitionOf } from "./definitions";
import { element } from "./element";
import { grouped } from "./groups";
import { about, mistakeOf } from "./mistakes";
import { Row, type Save } from "./row";
import { finds } from "./search";

interface Section {
  node: HTMLElement;
  way: HTMLElement;
  rows: Row[];
}

export class List {
  /** The entries of the navigation, one for each group. */
  readonly ways = element("ul");
  readonly node: HTMLElement;

  #words: Words;
  #save: Save;
  #say: (sentence: string) => void;
  #rows = new Map<string, Row>();
  #sections: Section[] = [];
  #query = "";
  #own = false;

  constructor(node: HTMLElement, words: Words, save: Save, say: (sentence: string) => void) {
    this.node = node;
    this.#words = words;
    this.#save = save;
    this.#say = say;
  }

  /** Draws all settings as they count now; what is being typed stays. */
  show({ settings, mistakes }: SettingsResult): void {
    if (settings.some(({ key }) => !this.#rows.has(key))) this.#build(settings);
    const taken = (mistakes ?? []).map(mistakeOf);
    for (const setting of settings) this.#rows.get(setting.key)?.show(setting, about(setting.key, taken));
    this.filter(this.#query, this.#own);
  }

  /** Leaves what has all words of the query, and, where wanted, only what the person may change. Answers how many there are. */
  filter(query: string, own: boolean): number {
    this.#query = query;
    this.#own = own;
    let found = 0;
    for (const { node, way, rows } of this.#sections) {
      for (const row of rows) row.node.hidden = !finds(query, row.text) || (own && !row.editable);
      const left = rows.filter((row) => !row.node.hidden).length;
      node.hidden = way.hidden = left === 0;
      found += left;
    }
    return found;
  }

  #build(settings: Setting[]): void {
    this.#rows.clear();
    for (const { way } of this.#sections) way.remove();
    this.#sections = grouped(settings.map(({ key }) => key)).map(({ name, keys }) => this.#section(name, keys));
    this.node.replaceChildren(...this.#sections.map(({ node }) => node));
    this.ways.append(...this.#sections.map(({ way }) => way));
  }

  #section(name: string, keys: string[]): Section {
    const node = element("section");
    node.id = `group-${name}`;
    const title = element("h2", "", this.#words.get(`options_group_${name}`));
    title.id = `group-${name}-title`;
    node.setAttribute("aria-labelledby", title.id);
    const rows = keys.map((key) => this.#row(key));
    node.append(title, ...rows.map((row) => row.node));
    return { node, way: wayTo(node.id, title.textContent ?? ""), rows };
  }

  #row(key: string): Row {
    const row = new Row(definitionOf(key), this.#words, this.#save);
    row.onSaid = this.#say;
    this.#rows.set(key, row);
    return row;
  }
}

/** An entry of the navigation. */
export function wayTo(id: string, title: string): HTMLLIElement {
  const item = element("li");
  const link = element("a", "", title);
  link.href = `#${id}`;
  item.append(link);
  return item;
}
