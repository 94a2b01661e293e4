/** The mapped pages, and the frames of them: each has a port, a rule, and a watcher for each region. */
import { style } from "../content/style";
import { ruleFor } from "../match";
import type { PageRule, ToPage } from "../messages";
import type { SiteRule } from "../protocol.gen";
import type { Choices } from "./choices";
import { openDownload } from "./clients";
import type { Docks } from "./docks";
import { fieldsFor, type Frames } from "./frames";
import type { HostPort } from "./port";
import { post } from "./post";
import { readPage, type Caller } from "./router";
import { namedAt, type Sites } from "./sites";
import type { Tabs, Watcher } from "./tabs";

export type PageCaller = Extract<Caller, { as: "page" }>;

/** The rooms that pages speak to. */
export interface PagesWorld {
  host: HostPort;
  sites: Sites;
  tabs: Tabs;
  frames: Frames;
  docks: Docks;
  choices: Choices;
  /** Something that popups show is another; with a tab, its page stopped what the agent did. */
  changed(stopped?: number): void;
}

type Say = (message: ToPage) => void;

export class Pages {
  #world: PagesWorld;

  constructor(world: PagesWorld) {
    this.#world = world;
  }

  serve(port: chrome.runtime.Port, caller: PageCaller): void {
    const { tabs, frames } = this.#world;
    const { tab, frame, origin } = caller;
    const say: Say = (message) => post(port, message);
    const regions = new Map<number, Watcher>();
    const region = (at = 0): Watcher => regions.get(at) ?? (regions.set(at, tabs.add(tab, origin, say, frame)), region(at));
    let rule: SiteRule | null = null;
    let turn = Promise.resolve();
    const first = region();
    port.onMessage.addListener((message) => {
      turn = turn.then(async () => {
        const said = readPage(message, origin, rule, frames.expects(say));
        if (said?.type === "page") rule = await this.#answer(say, caller, said.url);
        else if (said) await this.#hear(said, { caller, say, regions, region });
        if (!rule && message?.type === "act") tabs.missed(first);
      }).catch(() => {});
    });
    port.onDisconnect.addListener(() => {
      for (const watcher of regions.values()) tabs.remove(watcher);
      frames.remove(say);
      frames.page(tab, say, false);
    });
  }

  async #hear(said: Exclude<NonNullable<ReturnType<typeof readPage>>, { type: "page" }>, { caller, say, regions, region }: Heard): Promise<void> {
    const { host, tabs, frames, docks, choices, changed } = this.#world;
    const { tab, origin } = caller;
    const whose = (watch: number) => [...regions.values()].find(({ number }) => watch > 0 && number === watch) ?? null;
    switch (said.type) {
      case "watch": return tabs.watch(Object.assign(region(said.region), { why: said.why ?? "" }), said.watch, said.record, said.visitorId);
      case "act":
        if (said.action === "download") return openDownload(host, tab);
        if (said.action === "sign_in") return askInPopup(region(said.region));
        return tabs.act(region(said.region), said, (await frames.same(tab)) ? "" : "record_changed");
      case "used": return this.#use(whose(said.watch));
      case "stopped": return whose(said.watch) ? changed(tab) : undefined;
      case "dock": return void docks.keep(origin, said.dock);
      case "chosen": return choices.take(said, say, whose(said.watch));
      case "fields": return frames.take(say, said);
    }
  }

  /** The agent attends to one of several records; popups show that one. */
  #use(watcher: Watcher | null): void {
    if (!watcher) return;
    this.#world.tabs.use(watcher);
    this.#world.changed();
  }

  /**
   * Says which rule fits a page. A frame is a page by itself below a page of the
   * same rule, and is given the fields that the rule of the page around it looks
   * for in it.
   */
  async #answer(say: Say, { tab, frame, origin, top }: PageCaller, url: string): Promise<SiteRule | null> {
    const { sites, frames, docks } = this.#world;
    const [own, around, { keyPattern }, dock] = await Promise.all([ruleAt(sites, url), frame ? ruleAt(sites, await addressOf(tab, top)) : null, sites.config(), docks.at(origin)]);
    const rule = frame && own?.id !== around?.id ? null : own;
    const fields = around ? fieldsFor(around, url) : [];
    const answer: PageRule | null = rule && { system: rule.id, objects: rule.objects, keyPattern, style, ...(dock ? { dock } : {}) };
    if (frame) frames.give(tab, frame, say, fields);
    say({ type: "page", url, rule: answer, ...(fields.length > 0 ? { fields } : {}) });
    if (!frame && rule?.frames) frames.page(tab, say, true);
    return rule;
  }
}

/** What a page's port has. */
interface Heard {
  caller: PageCaller;
  say: Say;
  regions: ReadonlyMap<number, Watcher>;
  region(at?: number): Watcher;
}

/** The rule that counts at an address whose site is granted. */
async function ruleAt(sites: Sites, address: string): Promise<SiteRule | null> {
  const rule = ruleFor((await sites.config()).rules, address);
  return (await namedAt(rule, address)).granted ? rule : null;
}

/** A page may ask for a sign-in; it begins in a window that no page can cover. */
function askInPopup(watcher: Watcher): void {
  const opened = chrome.action.openPopup?.() ?? Promise.reject();
  opened.catch(() => watcher.post({ type: "notice", watch: watcher.number, reason: "sign_in_needed" }));
}

/** The address of a tab's own page at this moment; the last known where the browser does not tell. */
function addressOf(tab: number, last: string): Promise<string> {
  return chrome.tabs.get(tab).then(({ url }) => url ?? last, () => last);
}
