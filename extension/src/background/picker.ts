/**
 * The pickers: one a tab, while somebody shows where the customer is. Each
 * frame's script tells what was pointed at and what is found; what follows from
 * it is kept here, so that it outlives page loads and this worker. Only the
 * popup can begin one, for the site of the page it is over and no other.
 */
import { assess, type Found, type Reading } from "../picker/assess";
import { admits } from "../picker/admit";
import { next, noted, parts, type Draft, type Part } from "../picker/draft";
import { matches } from "../match";
import type { SiteRule } from "../protocol.gen";
import { MOST_EXAMPLES, type Example } from "../picker/save";
import { readPicker, type FromPicker, type PickerState } from "../picker/says";
import { objectsAt } from "./kinds";
import { draftOf, exampleOf, forFrame, inFrame, ofObject, sitesOf, together, type Frame, type Kept } from "./pickerdraft";
import { inject, objectIn, register } from "./pickerscript";
import { post } from "./post";
import { ownOf, type Decided } from "./saverule";
import { isGranted } from "./sites";
import { isOpen } from "./tabs";

const STORED = "picker";
/** How long the browser's question after a site may stand, in milliseconds. */
const ASKING = 300_000;
const MOST_FRAMES = 40;

/** What pickers need of those around them. */
export interface PickersWorld {
  config(): Promise<{ rules: SiteRule[]; keyPattern: string; personRules: boolean; environments?: string[] }>;
  /** Saves a draft as a rule; answers its id, or why not. */
  save(draft: Draft, examples: readonly Example[], decided: Decided): Promise<{ id?: string; wrong?: string }>;
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
      const objects = base ? objectsAt(base, url) : [];
      all.set(tab, { draft: draftOf(url, base, objects[0]), examples: [], asked: Date.now() + ASKING, objects, barred: "" });
      await this.#start(all);
    });
  }

  /** Something was granted: the pickers that wait for it begin, and others may reach a further frame. */
  granted(): Promise<void> {
    return this.#soon(async (all) => {
      const running = [...all].filter(([, { asked, barred }]) => asked === 0 && barred);
      await this.#start(all);
      await Promise.all(running.map(([tab]) => inject(tab)));
    });
  }

  /** The sites of frames that somebody pointed at in a tab and that are not granted. */
  async lacking(tab: number): Promise<string[]> {
    const { barred = "" } = (await this.#all()).get(tab) ?? {};
    return barred && this.#frames.get(tab)?.has(0) && !(await isGranted(barred)) ? [barred] : [];
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
    if (said.type === "frames") return this.#reach(tab, kept, said.site);
    if (said.type === "leave") return this.end(tab);
    if (said.type === "save") return this.#save(tab, kept, said);
    const reading = this.#reading(tab, kept.draft);
    if (said.type === "agree" && !(await this.#ready(kept.draft, reading, said))) return;
    const event = said.type === "picked" && frame !== 0 ? inFrame(said, here.url) : said;
    await this.#soon(async () => {
      const before = kept.draft.seen.length;
      kept.draft = await this.#knowing(next(kept.draft, event, reading));
      if (said.type === "agree" && said.page && kept.draft.seen.length > before && kept.examples.length < MOST_EXAMPLES) kept.examples.push(exampleOf(kept.draft, said.page));
      if (said.type === "mend") kept.examples = [];
    });
    this.#mistakes.delete(tab);
    this.#show(tab, kept);
  }

  /** Goes into the frames that may be reached; one that may not is for the popup to ask for. */
  async #reach(tab: number, kept: Kept, site = ""): Promise<void> {
    if (!site) return inject(tab);
    await this.#soon(async () => void (kept.barred = site));
    this.#world.changed();
  }

  /** Whether a page counts as a record, and still shows what was seen when that was said. */
  async #ready(draft: Draft, reading: Reading | null, { chosen, values }: Extract<FromPicker, { type: "agree" }>): Promise<boolean> {
    const { keyPattern } = await this.#world.config();
    if (!reading) return false;
    const now = assess(draft, reading, chosen, admits(draft.rest, keyPattern));
    return now.ready && parts.every((part) => now.values[part] === values[part]);
  }

  #found(tab: number, kept: Kept, here: Frame, { found, fits, anchored }: Extract<FromPicker, { type: "found" }>): void {
    if (JSON.stringify([here.found, here.fits, here.anchored]) === JSON.stringify([found, fits, anchored])) return;
    Object.assign(here, { found, fits, anchored });
    kept.draft = noted(kept.draft, this.#reading(tab, kept.draft));
    this.#show(tab, kept);
  }

  async #save(tab: number, kept: Kept, { name, confirm, environment }: Extract<FromPicker, { type: "save" }>): Promise<void> {
    const environments = await this.#environments(kept.draft);
    if (this.#saving.has(tab) || (environments.length > 0 && !["", ...environments].includes(environment ?? "?"))) return;
    this.#saving.add(tab);
    kept.draft = { ...kept.draft, name };
    this.#show(tab, kept);
    const { id = "", wrong = "" } = await this.#world.save(kept.draft, kept.examples, { confirm, environment: environments.length > 0 ? (environment ?? "") : "" });
    this.#saving.delete(tab);
    this.#mistakes.set(tab, wrong);
    await this.#soon(async () => {
      if (!wrong) kept.draft = next(kept.draft, { type: "saved", id, confirmed: confirm }, null);
    });
    this.#show(tab, kept);
  }

  /** The environments that have to be chosen from, so that a sandbox's page reaches nobody of production; none where there are none, or a rule that is there says it. */
  async #environments(draft: Draft): Promise<string[]> {
    const { rules, environments = [] } = await this.#world.config();
    const known = ownOf(rules, draft) ?? rules.find(({ id, environment }) => id === draft.base && environment);
    return known ? [] : environments;
  }

  /** A further object of a type that its rule has finds the visitor id in the same steps, as it must. */
  async #knowing(draft: Draft): Promise<Draft> {
    if (draft.step !== "anchor" || draft.was) return draft;
    const { rules } = await this.#world.config();
    const same = rules.find(({ id }) => id === draft.base)?.objects.find(({ type }) => type === draft.type);
    const { normalise, pattern, derive } = same ?? {};
    return { ...draft, rest: { ...(normalise ? { normalise } : {}), ...(pattern ? { pattern } : {}), ...(derive ? { derive } : {}) } };
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
      for (const [frame, { post }] of this.#frames.get(tab) ?? []) post({ type: "state", state: frame === 0 ? state : forFrame(state) });
    });
  }

  async #state(tab: number, { draft }: Kept): Promise<PickerState> {
    const { keyPattern } = await this.#world.config();
    const others = [...(this.#frames.get(tab) ?? [])].filter(([frame]) => frame !== 0);
    const frames = [...new Set(others.map(([, { url }]) => new URL(url).hostname))];
    return { draft, reading: this.#reading(tab, draft), keyPattern, environments: await this.#environments(draft), frames, saving: this.#saving.has(tab), mistake: this.#mistakes.get(tab) ?? "" };
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
        if (kept.objects.length > 1) kept.draft = ofObject(kept.draft, kept.objects[await objectIn(tab, kept.objects)]);
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
      await register([...all.values()].filter(({ asked }) => asked === 0).flatMap(({ draft }) => sitesOf(draft)));
    });
    return this.#work;
  }

  #all(): Promise<Map<number, Kept>> {
    this.#kept ??= chrome.storage.session.get(STORED).then((all) => new Map((all[STORED] ?? []) as [number, Kept][]), () => new Map());
    return this.#kept;
  }
}

async function forgetClosed(all: Map<number, Kept>): Promise<void> {
  for (const tab of all.keys()) if (!(await isOpen(tab))) all.delete(tab);
}
