/**
 * The pickers: one a tab, while somebody shows where the customer is. Each
 * frame's script tells what was pointed at and what is found; what follows from
 * it is kept here, so that it outlives page loads and this worker. Only the
 * popup can begin one, for the site of the page it is over and no other.
 */
import { assess, type Found, type Reading } from "../picker/assess";
import { framePattern } from "../picker/address";
import { confirming, fresh, next, parts, type Draft, type Part } from "../picker/draft";
import { fits } from "../content/read";
import { pathGroups } from "../content/resolve";
import { matches } from "../match";
import type { SiteRule } from "../protocol.gen";
import type { Example } from "../picker/save";
import { readPicker, type FoundHere, type FromPicker, type PickerState, type ToPicker } from "../picker/says";
import { inject, register } from "./pickerscript";
import { post } from "./post";
import { isGranted } from "./sites";
import { isOpen } from "./tabs";

const STORED = "picker";
/** How long the browser's question after a site may stand, in milliseconds. */
const ASKING = 300_000;
const MOST_FRAMES = 40;

/** What is kept of a picker, in memory only: it holds customers' values. */
interface Kept {
  draft: Draft;
  examples: Example[];
  /** Until when the grant of its site is awaited, as a time; 0 where it was given. */
  asked: number;
}

/** A frame that answers. */
interface Frame {
  url: string;
  found: FoundHere | null;
  fits: boolean;
  anchored: boolean;
  post(message: ToPicker): void;
}

/** What pickers need of those around them. */
export interface PickersWorld {
  config(): Promise<{ rules: SiteRule[]; keyPattern: string; personRules: boolean }>;
  /** Saves a draft as a rule; answers its id, or why not. */
  save(draft: Draft, examples: readonly Example[], confirm: boolean): Promise<{ id?: string; wrong?: string }>;
  /** One began or ended: what the popup shows of the tab is another. */
  changed(): void;
}

export class Pickers {
  #world: PickersWorld;
  #kept: Promise<Map<number, Kept>> | null = null;
  #frames = new Map<number, Map<number, Frame>>();
  #saving = new Set<number>();
  #mistakes = new Map<number, string>();
  #work: Promise<void> = Promise.resolve();

  constructor(world: PickersWorld) {
    this.#world = world;
  }

  /** Begins in a tab, as soon as its site is granted. Rule is the id of the one to confirm or complete; empty for a new one. */
  begin(tab: number, url: string, rule: string): Promise<void> {
    return this.#soon(async (all) => {
      const { rules, personRules } = await this.#world.config();
      if (!personRules || !URL.canParse(url) || !url.startsWith("https://")) return;
      const base = rules.find(({ id }) => id === rule) ?? null;
      if (rule && (!base || base.from === "administrator")) return;
      await forgetClosed(all);
      all.set(tab, { draft: draftOf(url, base), examples: [], asked: Date.now() + ASKING });
      await this.#start(all);
    });
  }

  /** Something was granted: the pickers that wait for it begin. */
  granted(): Promise<void> {
    return this.#soon((all) => this.#start(all));
  }

  /** Ends the one in a tab. */
  end(tab: number): Promise<void> {
    return this.#soon(async (all) => {
      if (!all.delete(tab)) return;
      for (const { post } of this.#frames.get(tab)?.values() ?? []) post({ type: "leave" });
      this.#frames.delete(tab);
      this.#mistakes.delete(tab);
      this.#world.changed();
    });
  }

  /** Whether one is at work in a tab. */
  async at(tab: number): Promise<boolean> {
    return (await this.#all()).get(tab)?.asked === 0;
  }

  /** Serves a frame's script until it goes. */
  async serve(port: chrome.runtime.Port, tab: number, frame: number, url: string): Promise<void> {
    const here: Frame = { url, found: null, fits: false, anchored: false, post: (message) => post(port, message) };
    port.onMessage.addListener((message) => {
      const said = readPicker(message, frame === 0);
      if (said) void this.#hear(tab, frame, here, said);
    });
    port.onDisconnect.addListener(() => this.#gone(tab, frame, here));
    const kept = (await this.#all()).get(tab);
    const frames = this.#frames.get(tab) ?? new Map<number, Frame>();
    if (kept?.asked !== 0 || frames.size >= MOST_FRAMES || (frame === 0 && !matches(kept.draft.site, url))) return here.post({ type: "leave" });
    this.#frames.set(tab, frames.set(frame, here));
    if (frame === 0) void inject(tab); // into frames of other sites that are granted
    this.#show(tab, kept);
  }

  async #hear(tab: number, frame: number, here: Frame, said: FromPicker): Promise<void> {
    const kept = (await this.#all()).get(tab);
    if (!kept || this.#frames.get(tab)?.get(frame) !== here) return;
    if (said.type === "found") return this.#found(tab, kept, here, said);
    if (said.type === "frames") return inject(tab);
    if (said.type === "leave") return this.end(tab);
    if (said.type === "save") return this.#save(tab, kept, said.name, said.confirm);
    const reading = this.#reading(tab, kept.draft);
    if (said.type === "agree" && !(await this.#ready(kept.draft, reading, said))) return;
    const before = kept.draft.seen.length;
    const event = said.type === "picked" && frame !== 0 ? inFrame(said, here.url) : said;
    await this.#soon(async () => {
      kept.draft = next(kept.draft, event, reading);
      if (said.type === "agree" && kept.draft.seen.length > before) kept.examples.push(exampleOf(kept.draft, said.page));
      if (said.type === "mend") kept.examples = [];
    });
    this.#mistakes.delete(tab);
    this.#show(tab, kept);
  }

  /** Whether a page counts as a record, and still shows what was seen when that was said. */
  async #ready(draft: Draft, reading: Reading | null, { chosen, values }: Extract<FromPicker, { type: "agree" }>): Promise<boolean> {
    const { keyPattern } = await this.#world.config();
    if (!reading) return false;
    const now = assess(draft, reading, chosen, (visitorId) => fits(visitorId, keyPattern));
    return now.ready && parts.every((part) => now.values[part] === values[part]);
  }

  #found(tab: number, kept: Kept, here: Frame, { found, fits, anchored }: Extract<FromPicker, { type: "found" }>): void {
    if (JSON.stringify([here.found, here.fits, here.anchored]) === JSON.stringify([found, fits, anchored])) return;
    Object.assign(here, { found, fits, anchored });
    this.#show(tab, kept);
  }

  async #save(tab: number, kept: Kept, name: string, confirm: boolean): Promise<void> {
    if (this.#saving.has(tab)) return;
    this.#saving.add(tab);
    kept.draft = { ...kept.draft, name };
    this.#show(tab, kept);
    const { id = "", wrong = "" } = await this.#world.save(kept.draft, kept.examples, confirm);
    this.#saving.delete(tab);
    this.#mistakes.set(tab, wrong);
    await this.#soon(async () => {
      if (!wrong) kept.draft = next(kept.draft, { type: "saved", id, confirmed: confirm }, null);
    });
    this.#show(tab, kept);
  }

  /** What all frames found together: values of frames that differ are two. */
  #reading(tab: number, draft: Draft): Reading | null {
    const frames = this.#frames.get(tab);
    const top = frames?.get(0);
    if (!frames || !top?.found) return null;
    const all = parts.map((part) => [part, draft[part].map((_, at) => together([...frames.values()].map(({ found }) => found?.[part][at] ?? null)))]);
    return { url: top.url, fits: top.fits, anchored: top.anchored, found: Object.fromEntries(all) as { [P in Part]: Found[] } };
  }

  #show(tab: number, kept: Kept): void {
    void this.#state(tab, kept).then((state) => {
      for (const { post } of this.#frames.get(tab)?.values() ?? []) post({ type: "state", state });
    });
  }

  async #state(tab: number, { draft }: Kept): Promise<PickerState> {
    const { keyPattern } = await this.#world.config();
    const frames = (this.#frames.get(tab)?.size ?? 1) - 1;
    return { draft, reading: this.#reading(tab, draft), keyPattern, frames, saving: this.#saving.has(tab), mistake: this.#mistakes.get(tab) ?? "" };
  }

  #gone(tab: number, frame: number, here: Frame): void {
    const frames = this.#frames.get(tab);
    if (frames?.get(frame) !== here) return;
    frames.delete(frame);
    void (frame === 0 ? this.#left(tab) : this.#all().then((all) => all.get(tab) && this.#show(tab, all.get(tab)!)));
  }

  /** Its page has gone, for another one or with the tab. */
  async #left(tab: number): Promise<void> {
    if (!(await isOpen(tab))) await this.end(tab);
  }

  async #start(all: Map<number, Kept>): Promise<void> {
    for (const [tab, kept] of all) {
      if (kept.asked === 0) continue;
      if (kept.asked < Date.now()) all.delete(tab);
      else if (await isGranted(kept.draft.site)) {
        kept.asked = 0;
        await inject(tab);
        this.#world.changed();
      }
    }
  }

  /** One thing after the other, and what came of it is kept. */
  #soon(change: (all: Map<number, Kept>) => Promise<void>): Promise<void> {
    this.#work = this.#work.catch(() => {}).then(async () => {
      const all = await this.#all();
      await change(all);
      await chrome.storage.session.set({ [STORED]: [...all] });
      await register([...all.values()].filter(({ asked }) => asked === 0).map(({ draft }) => draft.site));
    });
    return this.#work;
  }

  #all(): Promise<Map<number, Kept>> {
    this.#kept ??= chrome.storage.session.get(STORED).then((all) => new Map((all[STORED] ?? []) as [number, Kept][]), () => new Map());
    return this.#kept;
  }
}

/** A draft for a page: of the base's object that names it, or of a new one. */
function draftOf(url: string, base: SiteRule | null): Draft {
  const { hostname } = new URL(url);
  const site = `https://${hostname}/*`;
  const object = base?.objects.find((one) => pathGroups(one, url) !== null);
  if (base && object) return confirming(site, base.id, base.name, object);
  return { ...fresh(site, base?.name ?? hostname), base: base?.id ?? "" };
}

/** What was pointed at in a frame is looked for there. */
function inFrame(said: Extract<FromPicker, { type: "picked" }>, url: string): Extract<FromPicker, { type: "picked" }> {
  const frame = framePattern(url);
  const fields = said.fields.filter(({ label, selector }) => label || selector);
  return { ...said, fields: fields.map((field) => ({ ...field, frame })) };
}

function together(found: (Found | null)[]): Found {
  const values = new Set(found.flatMap((one) => (one?.kind === "value" ? [one.value] : [])));
  const [value] = values;
  if (values.size > 1 || found.some((one) => one?.kind === "two")) return { kind: "two" };
  if (value !== undefined) return { kind: "value", value };
  return { kind: found.some((one) => one?.kind === "hidden") ? "hidden" : "none" };
}

/** A redacted page as the page's script made it; its address and its visitor id stand in it. */
function exampleOf({ type }: Draft, page: string): Example {
  const { url = "", visitorId = "" } = parsed(page);
  return { type, page, url: String(url).slice(0, 2_000), visitorId: String(visitorId).slice(0, 100) };
}

function parsed(page: string): { url?: unknown; visitorId?: unknown } {
  try {
    return JSON.parse(page) as object;
  } catch {
    return {};
  }
}

async function forgetClosed(all: Map<number, Kept>): Promise<void> {
  for (const tab of all.keys()) if (!(await isOpen(tab))) all.delete(tab);
}
