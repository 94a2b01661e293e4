/**
 * The port to the worker. It comes back by itself while there is a view to
 * keep; otherwise with the next word, so that a page does not keep a worker
 * awake that has nothing to do.
 */
import { portNames } from "../messages";
import type { FromPage, ToPage } from "../messages";

/** The pause before coming back once more, in milliseconds, spread so that many tabs do not come at once; it doubles, four times at most, while nobody answers. */
const PAUSE = 300;

export interface LinkWorld {
  receive(message: ToPage): void;
  /** The worker was restarted: say everything again. */
  again(): void;
  /** Whether to come back at once. */
  wanted(): boolean;
  /** The extension was updated or removed: this script is an orphan. */
  orphaned(): void;
}

/** Whether the extension that this script belongs to is still there. */
export function alive(): boolean {
  try {
    return Boolean(chrome.runtime?.id);
  } catch {
    return false;
  }
}

export class Link {
  #world: LinkWorld;
  #port: chrome.runtime.Port | null = null;
  #stopped = false;
  #lostInARow = 0;

  constructor(world: LinkWorld) {
    this.#world = world;
  }

  send(message: FromPage): void {
    if (!this.#port && !this.#connect()) return;
    try {
      this.#port?.postMessage(message);
    } catch {
      this.#lost();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#port?.disconnect();
    this.#port = null;
  }

  #connect(): boolean {
    if (this.#stopped) return false;
    if (!alive()) {
      this.#world.orphaned();
      return false;
    }
    const port = chrome.runtime.connect({ name: portNames.page });
    this.#port = port;
    port.onMessage.addListener((message: ToPage) => {
      this.#lostInARow = 0;
      this.#world.receive(message);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime?.lastError;
      if (port === this.#port) this.#lost();
    });
    return true;
  }

  /**
   * Firefox lets the timer of a tab that nobody looks at wait for a second, and takes a
   * replaced extension's scripts away. Chromium leaves them, and one that connects
   * while the extension is just being replaced keeps the new one from starting.
   */
  get #atOnce(): boolean {
    return this.#lostInARow === 0 && chrome.runtime.getURL("").startsWith("moz-");
  }

  #lost(): void {
    this.#port = null;
    if (this.#stopped) return;
    if (!alive()) return this.#world.orphaned();
    if (!this.#world.wanted()) return;
    const pause = this.#atOnce ? 0 : Math.random() * PAUSE * 2 ** Math.min(4, this.#lostInARow);
    this.#lostInARow++;
    if (pause === 0) return this.#world.again();
    setTimeout(() => !this.#stopped && this.#world.again(), pause);
  }
}
