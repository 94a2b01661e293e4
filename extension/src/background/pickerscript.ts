/**
 * How the picker's script comes into pages: into a tab at once, and by the
 * browser into the next pages of its site. The worker hears of no tab by itself,
 * so that no other page wakes it.
 */
import type { ObjectRule } from "../protocol.gen";

const SCRIPT = "picker";
const FILE = "picker.js";
const TRY = "try.js";

/** Into all frames of a tab that are granted; one that has it keeps it. */
export async function inject(tab: number): Promise<void> {
  await chrome.scripting.executeScript({ target: { tabId: tab, allFrames: true }, files: [FILE] }).catch(() => {});
}

/** The place of the object, of several that name a tab's address, whose signs its page shows; the first where that cannot be told. */
export async function objectIn(tab: number, objects: readonly ObjectRule[]): Promise<number> {
  const target = { tabId: tab };
  const tried = (all: unknown) => (globalThis as unknown as { glanceTry(objects: unknown, at: number): { object: number } }).glanceTry(all, -1).object;
  try {
    await chrome.scripting.executeScript({ target, files: [TRY] });
    const [shown] = await chrome.scripting.executeScript({ target, func: tried, args: [objects] });
    return Math.max(0, (shown?.result as number | undefined) ?? 0);
  } catch {
    return 0;
  }
}

/** Has the browser bring the picker to pages of these sites, for as long as it runs. */
export async function register(sites: string[]): Promise<void> {
  const matches = [...new Set(sites)].sort();
  const [old] = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  if (matches.join() === (old?.matches ?? []).toSorted().join()) return;
  const script = { id: SCRIPT, matches, js: [FILE], runAt: "document_idle" as const, allFrames: true, persistAcrossSessions: false };
  if (matches.length === 0) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT] });
  else await (old ? chrome.scripting.updateContentScripts([script]) : chrome.scripting.registerContentScripts([script]));
}
