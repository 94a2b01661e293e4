/**
 * The sessions that were not over when last heard of. A worker that restarts
 * closes the port and ends the host; hello names them to the next host, which
 * rebuilds them from its log. Naming one that has ended is harmless.
 */
import type { Record, View } from "../protocol.gen";

const STORED = "unfinished";
const MOST = 50;
/** Nothing of a session is worth rebuilding after a day, in milliseconds. */
const OLDEST = 24 * 60 * 60 * 1000;

interface Entry {
  id: string;
  record: string;
  heard: number;
}

/** One record's name: its system, type and id. */
export function recordKey(record: Record): string {
  return JSON.stringify([record.system, record.type, record.id]);
}

/** The list after a view: its session is added, and any other of the same record has ended. */
export function after(list: readonly Entry[], record: string, view: View, now: number): Entry[] {
  const id = view.unfinished;
  const keep = list.filter((entry) => entry.record !== record && entry.id !== id && now - entry.heard < OLDEST);
  if (id) keep.push({ id, record, heard: now });
  return keep.slice(-MOST);
}

export class Unfinished {
  #list: Promise<Entry[]> | null = null;

  /** The ids for hello. */
  async ids(): Promise<string[]> {
    return (await this.#entries()).map((entry) => entry.id);
  }

  /** Takes note of a view, and writes only when something changed. What cannot be written is still known while this worker lives. */
  note(record: Record, view: View): void {
    this.#list = this.#entries().then(async (before) => {
      const next = after(before, recordKey(view.session?.record ?? record), view, Date.now());
      const same = next.length === before.length && next.every((entry, at) => entry.id === before[at]?.id);
      if (!same) await chrome.storage.local.set({ [STORED]: next }).catch(() => {});
      return next;
    });
  }

  #entries(): Promise<Entry[]> {
    this.#list ??= chrome.storage.local.get(STORED).then((kept) => (kept[STORED] as Entry[] | undefined) ?? [], () => []);
    return this.#list;
  }
}
