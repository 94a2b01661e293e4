/**
 * The options pages: each asks the host through the worker, which lets a few
 * methods pass and tells how the host is. A host that gives way to another
 * while it is asked is asked again: what an options page asks may be done twice.
 */
import { optionsMethods } from "../messages";
import type { FromOptions, OptionsMethod, ToOptions } from "../messages";
import type { Methods, SignInState } from "../protocol.gen";
import { HostError, NoHost, type HostPort } from "./port";
import { post } from "./post";

/** How often a question is put to one more host, where each gives way to the next. */
const MOST_HOSTS = 3;

export class OptionsPages {
  #host: HostPort;
  #pages = new Set<chrome.runtime.Port>();

  constructor(host: HostPort) {
    this.#host = host;
  }

  /** Whether one is open: the host has to stay, for it tells of changes. */
  get open(): boolean {
    return this.#pages.size > 0;
  }

  /** Serves one until it goes. It is told at once how the host is. */
  serve(port: chrome.runtime.Port): void {
    this.#pages.add(port);
    port.onDisconnect.addListener(() => this.#pages.delete(port));
    port.onMessage.addListener((said: FromOptions) => {
      if (optionsMethods.includes(said.method)) void this.#answer(port, said);
    });
    post(port, this.#hostNow());
  }

  hostChanged(): void {
    this.#tell(this.#hostNow());
  }

  /** Somebody signed in or out. */
  signedIn(state: SignInState): void {
    this.#tell({ type: "signin", state });
  }

  #tell(message: ToOptions): void {
    for (const port of this.#pages) post(port, message);
  }

  #hostNow(): ToOptions {
    return { type: "host", state: this.#host.state, version: this.#host.hello?.host ?? "" };
  }

  async #answer(port: chrome.runtime.Port, { id, method, params }: FromOptions): Promise<void> {
    try {
      post(port, { type: "answer", id, result: await this.#ask(method, params) });
    } catch (why) {
      const { reason = null, message = "" } = why instanceof HostError ? why : {};
      post(port, { type: "failed", id, reason, said: reason ? "" : message });
    }
  }

  async #ask<M extends OptionsMethod>(method: M, params: Methods[M]["params"]): Promise<Methods[M]["result"]> {
    for (let hosts = 1; ; hosts++) {
      try {
        return await this.#host.request(method, params);
      } catch (why) {
        if (!(why instanceof NoHost && why.state === "renewing") || hosts === MOST_HOSTS) throw why;
      }
    }
  }
}
