/**
 * Pages that a rule names and that do not speak. A browser puts the script into
 * what it loads: where an app went on from a page that no rule names, there is
 * none. And a page that watches nothing lets its port go when the worker ends.
 * Whoever looks at such a page has it speak.
 */
import { ruleFor } from "../match";
import { namedAt, type Sites } from "./sites";
import type { Tabs } from "./tabs";

/** How long a page may take to come back by itself, as one does that shows somebody, and to be told its rule, in milliseconds. */
const PATIENCE = { back: 400, told: 2_000 };

/** What became of it: its script was there and knows what was clicked, it has one that is new, or there is nothing to speak. */
export type Entered = "there" | "new" | "";

export class Entrance {
  #sites: Pick<Sites, "config">;
  #tabs: Pick<Tabs, "pageIn">;
  #entering = new Map<number, Promise<Entered>>();
  #awaited = new Map<number, () => void>();

  constructor(sites: Pick<Sites, "config">, tabs: Pick<Tabs, "pageIn">) {
    this.#sites = sites;
    this.#tabs = tabs;
  }

  /** Has the page of a tab speak, where a rule that counts names its address and its site is granted; waits until it was told the rule. */
  async enter(tab: number, address: string): Promise<Entered> {
    if (this.#tabs.pageIn(tab, 0)) return "there";
    const entering = this.#entering.get(tab) ?? this.#enter(tab, address).finally(() => this.#entering.delete(tab));
    this.#entering.set(tab, entering);
    return entering;
  }

  /** The page of a tab was told its rule. */
  came(tab: number): void {
    this.#awaited.get(tab)?.();
  }

  async #enter(tab: number, address: string): Promise<Entered> {
    const rule = ruleFor((await this.#sites.config()).rules, address);
    if (!(await namedAt(rule, address)).granted) return "";
    if (await this.#arrival(tab, PATIENCE.back)) return "there";
    const came = this.#arrival(tab, PATIENCE.told);
    const there = await speaks(tab);
    if (!there && !(await inject(tab))) return "";
    return (await came) ? (there ? "there" : "new") : "";
  }

  #arrival(tab: number, patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), patience);
      this.#awaited.set(tab, () => {
        clearTimeout(timer);
        resolve(true);
      });
    }).finally(() => this.#awaited.delete(tab)) as Promise<boolean>;
  }
}

/** Has the scripts that are in a tab speak; whether its page has one. */
async function speaks(tab: number): Promise<boolean> {
  const said = await chrome.scripting.executeScript({ target: { tabId: tab, allFrames: true }, func: speak }).catch(() => []);
  return said.some(({ frameId, result }) => frameId === 0 && result === true);
}

/** Runs in the page: an element of the page's that is named so is no script. */
function speak(): boolean {
  const page = Object.hasOwn(globalThis, "glanceButton") ? (globalThis as { glanceButton?: { alive: boolean; tell(): void } }).glanceButton : undefined;
  if (!page?.alive) return false;
  page.tell();
  return true;
}

/** Gives a tab the script; whether its page took it. */
function inject(tab: number): Promise<boolean> {
  return chrome.scripting.executeScript({ target: { tabId: tab, allFrames: true }, files: ["content.js"] }).then(() => true, () => false);
}
