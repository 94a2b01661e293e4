/** The popups and side panels that stand open: each is told of the tab it is over. */
import { grantFor } from "../match";
import type { FromPopup, PopupStatus, ToPopup } from "../messages";
import { agentOf, type Agent } from "../who";
import { openDownload } from "./clients";
import type { SessionCookie } from "./cookie";
import { ruleShown } from "./kinds";
import type { Entrance } from "./entrance";
import type { Frames } from "./frames";
import type { Pickers } from "./picker";
import { HostError, type HostPort } from "./port";
import { post } from "./post";
import type { Programs } from "./programs";
import type { SignIn } from "./signin";
import { lacking, namedAt, type Sites } from "./sites";
import type { Tabs } from "./tabs";

type Over = Extract<FromPopup, { type: "status" }>;

/** The rooms whose state they show. */
export interface PopupsWorld {
  host: HostPort;
  sites: Sites;
  tabs: Tabs;
  frames: Pick<Frames, "again">;
  entrance: Pick<Entrance, "enter">;
  pickers: Pickers;
  signIn: SignIn;
  cookie: SessionCookie;
  programs: Programs;
  /** Asks the host for rules and settings anew. */
  refresh(): void;
}

export class Popups {
  #world: PopupsWorld;
  #open = new Set<(stopped?: number) => Promise<void>>();
  #agent: Agent | null = null;

  constructor(world: PopupsWorld) {
    this.#world = world;
  }

  get open(): boolean {
    return this.#open.size > 0;
  }

  /** Tells all of them what stands; with a tab, that its page stopped what the agent did. */
  show(stopped?: number): void {
    for (const show of this.#open) void show(stopped);
  }

  serve(port: chrome.runtime.Port): void {
    let over: Over | null = null;
    const show = async (stopped?: number) => {
      if (!over) return;
      post(port, { type: "status", status: await this.#statusOf(over) });
      if (stopped === over.tab) post(port, { type: "notice", reason: "page_stopped" });
    };
    this.#open.add(show);
    port.onDisconnect.addListener(() => this.#open.delete(show));
    port.onMessage.addListener(async (said: FromPopup) => {
      if (said.type === "status") over = said;
      const refused = await this.#hear(port, said);
      await show();
      if (refused) post(port, { type: "notice", reason: refused });
    });
  }

  /** Asks who works here by the settings, and which of Glance's programs are installed. */
  async look(): Promise<void> {
    const { host, programs } = this.#world;
    [this.#agent] = await Promise.all([host.request("settings.list", {}).then(agentOf, () => this.#agent), programs.look()]);
    this.show();
  }

  /** Does what was asked for; answers why not, where that is known at once. */
  async #hear(port: chrome.runtime.Port, said: FromPopup): Promise<Notice["reason"] | null> {
    const { host, pickers, signIn, tabs, frames } = this.#world;
    switch (said.type) {
      case "sign_in": return tell(port, signIn.signIn());
      case "switch_agent": return tell(port, signIn.switchAgent());
      case "pick": return pickers.begin(said.tab, said.url, said.rule).then(nothing);
      case "unpick": return pickers.end(said.tab).then(nothing);
      case "status": void this.#world.entrance.enter(said.tab, said.url);
        frames.again(said.tab, tabs.pages(said.tab)); // what came into the page away from the record's fields, as a drawer does, is seen at a look only
        if (host.state === "ready") void this.look();
        break;
      case "do":
        if (said.action === "sign_in") return tell(port, signIn.signIn());
        if (said.action === "download") return openDownload(host, said.tab).then(nothing);
        return tabs.choose(said);
    }
    if (host.state !== "ready") this.#world.refresh();
    return null;
  }

  async #statusOf({ tab, url, watch }: Over): Promise<PopupStatus> {
    const { host, sites, tabs, pickers, signIn, cookie: sessionCookie, programs } = this.#world;
    const { rules, mistakes, keyPattern, personRules, cookie } = await sites.config();
    const { rule, kind } = ruleShown(rules, url);
    const { named, granted } = await namedAt(rule, url);
    const watcher = tabs.inTab(tab, watch);
    const picking = await pickers.at(tab);
    return {
      host: host.state,
      hostVersion: host.hello?.host ?? "",
      rule: rule && { id: rule.id, name: rule.name, origins: named.map(grantFor), granted, active: rule.active, from: rule.from, kind },
      url,
      frames: picking ? await pickers.lacking(tab) : rule?.active ? await lacking(rule, url, watcher?.why === "field_missing") : [],
      visitorId: watcher?.visitorId ?? "",
      personRules,
      picking,
      rules: rules.length,
      mistakes,
      view: watcher?.view ?? null,
      regions: tabs.regions(tab),
      why: watcher?.why ?? "",
      keyPattern,
      signIn: signIn.state,
      cookie: (await sessionCookie.leave()) === "ask" ? (cookie ?? null) : null,
      agent: this.#agent,
      clients: programs.known,
    };
  }
}

type Notice = Extract<ToPopup, { type: "notice" }>;

const nothing = () => null;

/** Tells a popup that still stands why a sign-in did not begin. */
function tell(port: chrome.runtime.Port, going: Promise<void>): null {
  going.catch((why) => post(port, { type: "notice", reason: (why instanceof HostError && why.reason) || "internal" }));
  return null;
}
