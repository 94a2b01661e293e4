/**
 * Where the agent put the docked button, for each site: kept by the extension,
 * not in the page's own storage, so that no page learns of it or sets it.
 */
import type { DockPlace } from "../messages";

const STORED = "docks";
/** Sites that are remembered at most; the one that was moved longest ago goes first. */
const MOST = 200;

export class Docks {
  #all: Promise<Map<string, DockPlace>> | null = null;
  #work: Promise<unknown> = Promise.resolve();

  async at(origin: string): Promise<DockPlace | undefined> {
    return (await this.#places()).get(origin);
  }

  /** Remembers a place; one after the other, so that none is lost. */
  keep(origin: string, dock: DockPlace): Promise<unknown> {
    this.#work = this.#work.catch(() => {}).then(async () => {
      const all = await this.#places();
      all.delete(origin);
      all.set(origin, dock);
      for (const oldest of [...all.keys()].slice(0, -MOST)) all.delete(oldest);
      await chrome.storage.local.set({ [STORED]: [...all] });
    });
    return this.#work;
  }

  #places(): Promise<Map<string, DockPlace>> {
    this.#all ??= chrome.storage.local.get(STORED).then((kept) => new Map((kept[STORED] ?? []) as [string, DockPlace][]), () => new Map());
    return this.#all;
  }
}
