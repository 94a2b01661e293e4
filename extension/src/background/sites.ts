/**
 * Which pages get the button: those that a rule names on sites that the agent
 * or an administrator has granted. Nothing is registered anywhere else.
 */
import { grantFor, matches } from "../match";
import type { Config } from "../messages";
import type { ConfigResult, SiteRule } from "../protocol.gen";
import type { HostPort } from "./port";

const SCRIPT = "button";
/** The same in frames that have no address of their own: their parent's counts. */
const INNER = "inner";
const STORED = "config";
/** Pages of rules that are asked for at most: 50 frames of 1 MB hold more rules than any desk. */
const MOST_PAGES = 50;

export class Sites {
  /** The rules changed, or what is granted did. */
  onChanged: () => void = () => {};
  /** The patterns that are granted, each time they are looked at anew. */
  onGranted: (patterns: string[]) => Promise<void> = async () => {};
  #host: HostPort;
  #config: Promise<Config> | null = null;
  #refreshing: Promise<void> | null = null;
  #outdated = false;
  #work: Promise<void> = Promise.resolve();

  constructor(host: HostPort) {
    this.#host = host;
  }

  /** The rules as last heard: kept, so that a page is served while the host starts or is away. */
  config(): Promise<Config> {
    this.#config ??= stored();
    return this.#config;
  }

  /** Asks the host for its rules and settings, and registers what follows from them. Where they changed meanwhile, it asks once more. */
  refresh(changed = false): Promise<void> {
    this.#outdated ||= changed;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Registers the content script for what is granted now; one at a time, the last one counts. */
  register(): Promise<void> {
    this.#work = this.#work.catch(() => {}).then(() => this.#register());
    return this.#work;
  }

  /** Puts the button into tabs that are open already: after a grant, and after an update orphaned the old ones. */
  async inject(patterns: string[]): Promise<void> {
    if (patterns.length === 0) return;
    const tabs = await chrome.tabs.query({ url: patterns });
    await Promise.allSettled(tabs.map((tab) => chrome.scripting.executeScript({ target: { tabId: tab.id ?? -1, allFrames: true }, files: ["content.js"] })));
  }

  /** The patterns of all rules that count, of pages and of frames in them, as far as they are granted. */
  async granted(): Promise<string[]> {
    return everywhere(await this.#reaches());
  }

  async #reaches(): Promise<Reach[]> {
    const { rules } = await this.config();
    return Promise.all(rules.filter(({ active }) => active).map(reach));
  }

  async #refresh(): Promise<void> {
    let config: Config | null;
    do {
      this.#outdated = false;
      config = await this.#fetch().catch((why) => {
        if (!this.#outdated) throw why;
        return null; // the host that was asked gave way to another
      });
    } while (this.#outdated || !config);
    this.#config = Promise.resolve(config);
    await chrome.storage.local.set({ [STORED]: config });
    await this.register();
    this.onChanged();
  }

  async #fetch(): Promise<Config> {
    const config: Config = { keyPattern: "", personRules: false, rules: [], mistakes: [] };
    let cursor = "";
    for (let page = 0; page < MOST_PAGES; page++) {
      const part: ConfigResult = await this.#host.request("config.get", cursor ? { cursor } : {});
      config.keyPattern = part.settings.keyPattern;
      if (part.settings.cookie) config.cookie = part.settings.cookie;
      config.personRules = part.settings.personRules;
      config.environments = part.settings.environments ?? [];
      config.rules.push(...(part.rules ?? []));
      if (page === 0) config.mistakes = part.mistakes ?? [];
      cursor = part.next ?? "";
      if (!cursor) break;
    }
    return config;
  }

  async #register(): Promise<void> {
    const reaches = await this.#reaches();
    const patterns = everywhere(reaches);
    await this.onGranted(patterns);
    const inner = new Set(reaches.flatMap(({ frames }) => frames));
    const before = await put(SCRIPT, patterns, {});
    await put(INNER, patterns.filter((pattern) => inner.has(pattern) && grantFor(pattern) === pattern), { matchOriginAsFallback: true });
    const fresh = patterns.filter((pattern) => !before.has(pattern));
    const around = reaches.filter(({ frames }) => frames.some((pattern) => fresh.includes(pattern))).flatMap(({ pages }) => pages);
    await this.inject([...new Set([...fresh, ...around])]);
  }
}

/** What is granted of a rule's patterns. */
interface Reach {
  pages: string[];
  frames: string[];
}

async function reach({ matches: pages, frames = [] }: SiteRule): Promise<Reach> {
  const own = await Promise.all(pages.map(isGranted));
  const hosts = [...new Set(pages.filter((_, at) => own[at]).map(grantFor))];
  const parts = await Promise.all(frames.map(async (pattern) => ((await isGranted(pattern)) ? [pattern] : hosts.filter((host) => covers(pattern, host)).map((host) => narrowed(pattern, host)))));
  return { pages: pages.filter((_, at) => own[at]), frames: parts.flat() };
}

function everywhere(reaches: readonly Reach[]): string[] {
  return [...new Set(reaches.flatMap(({ pages, frames }) => [...pages, ...frames]))];
}

/** Whether a pattern's hosts are those of a grant, or more. */
function covers(pattern: string, grant: string): boolean {
  return matches(grantFor(pattern), grant.replace("*", ""));
}

/** A pattern of a whole domain's hosts, for one of them. */
function narrowed(pattern: string, grant: string): string {
  return pattern.replace(grantFor(pattern).slice(0, -1), grant.slice(0, -1));
}

/**
 * The origins of a rule's frames that are to be asked for at a page. One of a
 * whole domain is not, where the page's own host is one of it and is granted: a
 * part of the page lies there as a rule. Wanting: a field was not found all the same.
 */
export async function lacking({ frames = [] }: SiteRule, address: string, wanting: boolean): Promise<string[]> {
  const own = URL.canParse(address) ? `https://${new URL(address).hostname}/*` : "";
  const answers = !wanting && (await isGranted(own));
  const open = await Promise.all(frames.map(async (pattern) => (answers && covers(pattern, own)) || isGranted(pattern)));
  return [...new Set(frames.filter((_, at) => !open[at]).map(grantFor))];
}

/** Has the content script run in pages and frames of these patterns, and gives those of before. */
async function put(id: string, matches: string[], more: { matchOriginAsFallback?: boolean }): Promise<ReadonlySet<string>> {
  const [old] = await chrome.scripting.getRegisteredContentScripts({ ids: [id] });
  const script = { id, matches, js: ["content.js"], runAt: "document_idle" as const, allFrames: true, persistAcrossSessions: true, ...more };
  if (matches.length > 0) await (old ? chrome.scripting.updateContentScripts([script]) : chrome.scripting.registerContentScripts([script]));
  else if (old) await chrome.scripting.unregisterContentScripts({ ids: [id] });
  return new Set(old?.matches);
}

/** Those of a rule's patterns that name an address, and whether the site of one of them is granted. */
export async function namedAt(rule: SiteRule | null, address: string): Promise<{ named: string[]; granted: boolean }> {
  const named = rule?.matches.filter((pattern) => matches(pattern, address)) ?? [];
  return { named, granted: (await Promise.all(named.map(isGranted))).some(Boolean) };
}

/** Whether the site of a pattern is granted. A pattern the browser does not take is not. */
export async function isGranted(pattern: string): Promise<boolean> {
  const origin = grantFor(pattern);
  if (!origin) return false;
  return chrome.permissions.contains({ origins: [origin] }).catch(() => false);
}

async function stored(): Promise<Config> {
  const kept = (await chrome.storage.local.get(STORED))[STORED] as Config | undefined;
  return kept ?? { keyPattern: "", personRules: false, rules: [], mistakes: [] };
}
