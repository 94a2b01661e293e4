/**
 * Whom a right-click was on. Only the page knows: it is asked which of its
 * watches the click was for, and a row's is watched first. The answer is ready
 * when the host has said what can be done for that customer.
 */
import type { FromPage, ToPage } from "../messages";
import type { LocalReason } from "../words";
import type { Reason } from "../protocol.gen";
import type { Watcher } from "./tabs";

/** How long a page may take to say whom a right-click was on, and the host to say what of them, in milliseconds. */
const PATIENCE = 3_000;

/** Whom it was on, or why that is not certain; without a reason the page shows nobody whom it could have been on. */
export type Clicked = { watcher: Watcher } | { why: LocalReason | Reason | "" };

interface Choice {
  post: (message: ToPage) => void;
  done(clicked: Clicked): void;
  watcher: Watcher | null;
}

export class Choices {
  #choices = new Map<number, Choice>();
  #next = 1;

  /** Asks a page. With keys it is asked where its focus is: the agent pressed the shortcut. */
  ask(post: (message: ToPage) => void, keys = false): Promise<Clicked> {
    const number = this.#next++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(late()), PATIENCE);
      const late = (): Clicked => {
        const { watcher } = this.#choices.get(number) ?? {};
        return watcher ? { watcher } : { why: "" };
      };
      const done = (clicked: Clicked) => {
        clearTimeout(timer);
        this.#choices.delete(number);
        resolve(clicked);
      };
      this.#choices.set(number, { post, done, watcher: null });
      post({ type: "menu", choice: number, ...(keys ? { keys } : {}) });
    });
  }

  /** The page's answer; the watcher is the one it names, where there is one. */
  take(said: Extract<FromPage, { type: "chosen" }>, post: (message: ToPage) => void, watcher: Watcher | null): void {
    const choice = this.#choices.get(said.choice);
    if (!choice || choice.post !== post) return;
    if (!watcher) return choice.done({ why: (said.why as LocalReason | Reason | undefined) ?? "" });
    choice.watcher = watcher;
    this.told(watcher);
  }

  /** The host said something of a watcher, or refused it. */
  told(watcher: Watcher): void {
    for (const choice of this.#choices.values()) {
      if (choice.watcher === watcher && (watcher.why || (watcher.view && watcher.view.face !== "checking"))) choice.done({ watcher });
    }
  }
}
