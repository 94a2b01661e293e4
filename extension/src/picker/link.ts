/** The port to the worker, which comes back when the worker was stopped. */
import { alive } from "../content/link";
import { portNames } from "../messages";
import type { FromPicker, PickerState, ToPicker } from "./says";

/** The pause before coming back, in milliseconds; it doubles, five times at most, while nobody answers. */
const PAUSE = 200;

export interface LinkWorld {
  state(state: PickerState): void;
  /** It is over, or the extension was replaced. */
  leave(): void;
}

export class PickerLink {
  #world: LinkWorld;
  #port: chrome.runtime.Port | null = null;
  #stopped = false;
  #lost = 0;

  constructor(world: LinkWorld) {
    this.#world = world;
  }

  get alive(): boolean {
    return !this.#stopped && alive();
  }

  connect(): void {
    if (this.#stopped || this.#port) return;
    if (!alive()) return this.#world.leave();
    const port = chrome.runtime.connect({ name: portNames.picker });
    this.#port = port;
    port.onMessage.addListener((message: ToPicker) => {
      this.#lost = 0;
      if (message.type === "leave") this.#world.leave();
      else this.#world.state(message.state);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime?.lastError;
      this.#port = null;
      if (!this.#stopped) setTimeout(() => this.connect(), PAUSE * 2 ** Math.min(5, this.#lost++));
    });
  }

  say(message: FromPicker): void {
    this.connect();
    try {
      this.#port?.postMessage(message);
    } catch {
      this.#port = null;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#port?.disconnect();
    this.#port = null;
  }
}
