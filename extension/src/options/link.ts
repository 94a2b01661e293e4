/**
 * The line to the worker. It is there while the page is seen or an answer is
 * awaited, so that a forgotten tab keeps neither worker nor host.
 */
import { portNames } from "../messages";
import type { FromOptions, HostState, OptionsMethod, ToOptions } from "../messages";
import type { Methods, Reason, SignInState } from "../protocol.gen";
import type { Words } from "../words";

/** The host did not answer, or said why it will not. */
export class Unanswered extends Error {
  readonly reason: Reason | null;
  constructor(reason: Reason | null = null, said = "") {
    super(said);
    this.reason = reason;
  }

  /** One sentence. */
  sentence(words: Words): string {
    return this.reason ? words.reason(this.reason) : this.message || words.get("options_unanswered");
  }
}

/** What the worker tells unasked. */
export interface Hearer {
  host(state: HostState, version: string): void;
  signIn(state: SignInState): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(why: Unanswered): void;
}

export class Link {
  #hearer: Hearer;
  #port: chrome.runtime.Port | null = null;
  #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(hearer: Hearer) {
    this.#hearer = hearer;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#rest() : this.connect()));
  }

  /** Asks the host. Rejects with Unanswered. */
  ask<M extends OptionsMethod>(method: M, params: Methods[M]["params"]): Promise<Methods[M]["result"]> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.connect().postMessage({ id, method, params } as FromOptions);
    });
  }

  /** The line; a new one where there is none. The worker then says how the host is. */
  connect(): chrome.runtime.Port {
    return (this.#port ??= this.#open());
  }

  #open(): chrome.runtime.Port {
    const port = chrome.runtime.connect({ name: portNames.options });
    port.onMessage.addListener((message: ToOptions) => this.#hear(message));
    port.onDisconnect.addListener(() => this.#lose());
    return port;
  }

  #hear(message: ToOptions): void {
    if (message.type === "host") this.#hearer.host(message.state, message.version);
    else if (message.type === "signin") this.#hearer.signIn(message.state);
    else this.#settle(message);
    this.#rest();
  }

  #settle(message: Extract<ToOptions, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "answer") waiting?.resolve(message.result);
    else waiting?.reject(new Unanswered(message.reason, message.said));
  }

  /** The worker was stopped. Who is looked at wakes it again. */
  #lose(): void {
    this.#port = null;
    const unanswered = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of unanswered) waiting.reject(new Unanswered());
    if (!document.hidden) this.connect();
  }

  #rest(): void {
    if (!document.hidden || this.#waiting.size > 0) return;
    this.#port?.disconnect();
    this.#port = null;
  }
}
