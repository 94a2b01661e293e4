/**
 * The port to the worker. It comes back by itself while there is a view to
 * keep; otherwise with the next word, so that a page does not keep a worker
 * awake that has nothing to do.
 */
import { portNames } from "../messages";
import type { FromPage, ToPage } from "../messages";

/** The pause before coming back once more, in milliseconds, spread so that many tabs do not come at once; it doubles, four times at most, while nobody answers. */
const PAUSE = 300;

/** How long a port may stay without an answer before it is asked whether the extension is still there, in milliseconds. */
const UNANSWERED = 500;

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
  #answered = false;
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
    this.#watch(port, UNANSWERED);
    port.onMessage.addListener((message: ToPage) => {
      this.#lostInARow = 0;
      this.#answered = true;
      this.#world.receive(message);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime?.lastError;
      if (port === this.#port) this.#lost();
    });
    return true;
  }

  /** A port that was opened while the extension was being replaced is never closed and never answers. */
  #watch(port: chrome.runtime.Port, wait: number): void {
    this.#answered = false;
    setTimeout(() => {
      if (port !== this.#port || this.#answered) return;
      if (!alive()) return this.#world.orphaned();
      this.#watch(port, wait * 2);
    }, wait);
  }

  #lost(): void {
    this.#port = null;
    if (this.#stopped) return;
    if (!alive()) return this.#world.orphaned();
    if (!this.#world.wanted()) return;
    // Once at once: a browser lets the timer of a tab that nobody looks at wait for a second.
    if (this.#lostInARow++ === 0) return this.#world.again();
    setTimeout(() => !this.#stopped && this.#world.again(), Math.random() * PAUSE * 2 ** Math.min(4, this.#lostInARow));
  }
}
