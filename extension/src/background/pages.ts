/** The mapped pages, and the frames of them: each has a port, a rule, and a watcher for each region. */
import { style } from "../content/style";
import { pathGroups } from "../content/address";
import { ruleFor } from "../match";
import type { PageRule, ToPage } from "../messages";
import type { SiteRule } from "../protocol.gen";
import type { Choices } from "./choices";
import { openDownload } from "./clients";
import type { Docks } from "./docks";
import type { Entrance } from "./entrance";
import { fieldsFor, type Frames } from "./frames";
import { counting } from "./kinds";
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
  entrance: Pick<Entrance, "came">;
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
    let address = "";
    let turn = Promise.resolve();
    const first = region();
    port.onMessage.addListener((message) => {
      if (message?.type === "fields") return this.#report(message, say, caller); // what was done before may wait for it
      turn = turn.then(async () => {
        const said = readPage(message, origin, rule);
        if (said?.type === "page") {
          rule = await this.#answer(say, caller, said.url);
          first.lists = rule !== null && hasRows(rule, said.url);
          first.mapped = rule !== null && frame === 0;
          if (frame === 0) this.#told(tab, address !== "" && address !== said.url);
          address = said.url;
        } else if (said) await this.#hear(said, { caller, say, regions, region });
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
      case "watch":
        await tabs.watch(Object.assign(region(said.region), { why: said.why ?? "" }), said.watch, said.record, said.visitorId);
        return said.record ? undefined : changed(); // of a record its view tells
      case "act":
        if (said.action === "download") return openDownload(host, tab);
        if (said.action === "sign_in") return askInPopup(region(said.region));
        return tabs.act(region(said.region), said, (await frames.same(tab)) ? "" : "record_changed");
      case "used": return this.#use(whose(said.watch));
      case "stopped": return whose(said.watch) ? changed(tab) : undefined;
      case "dock": return void docks.keep(origin, said.dock);
      case "chosen": return choices.take(said, say, whose(said.watch));
    }
  }

  #report(message: unknown, say: Say, { origin }: PageCaller): void {
    const { frames } = this.#world;
    const said = readPage(message, origin, null, frames.expects(say));
    if (said?.type === "fields") frames.take(say, said);
  }

  /** A tab's page was told its rule. Where it went on by itself, what its frames are to it may be another. */
  #told(tab: number, moved: boolean): void {
    this.#world.entrance.came(tab);
    if (moved) this.#world.tabs.tellFrames(tab, { type: "rules" });
  }

  /** The agent attends to one of several records; popups show that one. */
  #use(watcher: Watcher | null): void {
    if (!watcher) return;
    this.#world.tabs.use(watcher);
    this.#world.changed();
  }

  /**
   * Says which rule fits a page. A frame is given the fields that the rule of the
   * page around it looks for in it. It is a page by itself below a page of the same
   * rule, unless the record of that page has fields in it: one record, one button.
   */
  async #answer(say: Say, { tab, frame, origin, top }: PageCaller, url: string): Promise<SiteRule | null> {
    const { sites, frames, docks } = this.#world;
    const outside = frame ? await addressOf(tab, top) : "";
    const [own, around, { keyPattern }, dock] = await Promise.all([ruleAt(sites, url), ruleAt(sites, outside), sites.config(), docks.at(origin)]);
    const fields = around ? fieldsFor(around, url) : [];
    const isPart = around !== null && fieldsFor(around, url, outside).length > 0;
    const rule = frame && (own?.id !== around?.id || isPart) ? null : own;
    const answer: PageRule | null = rule && { system: rule.id, objects: counting(rule), keyPattern, style, ...(dock ? { dock } : {}) };
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

/** Whether a page of this address has rows of customers. */
function hasRows(rule: SiteRule, address: string): boolean {
  return counting(rule).some((object) => object.row && pathGroups(object, address));
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
