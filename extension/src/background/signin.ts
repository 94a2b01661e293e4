/**
 * The agent's sign-in: the host says where to go, the browser goes there and
 * tells where it came back to, and the host does the rest. No token is here.
 * Nothing is shown to a person who did not press for it.
 */
import type { SignInState } from "../protocol.gen";
import type { HostPort } from "./port";

/** A silent try is not made again for this long, in milliseconds. */
const SILENT_PAUSE = 5 * 60_000;
/** Kept where somebody switched agents: nobody is signed in by itself until a person was. */
const STORED = "switched";

export class SignIn {
  state: SignInState = { state: "off", kept: false, out: false };
  /** Each state that is news. */
  onState: (state: SignInState) => void = () => {};
  #host: HostPort;
  #renew: () => void;
  #going: Promise<void> | null = null;
  #quiet: Promise<void> | null = null;
  #tried = -Infinity;

  constructor(host: HostPort, renew: () => void) {
    this.#host = host;
    this.#renew = renew;
  }

  /** Whether the browser is at the provider: the host has to stay, for it knows of the attempt. */
  get busy(): boolean {
    return this.#going !== null || this.#quiet !== null;
  }

  /** Asks a host that has just come, and signs in without a person where that may be. */
  async look(): Promise<void> {
    const state = await this.#host.request("signin.get", {}).catch(() => null);
    if (state) this.take(state);
  }

  /** What the host tells. */
  take(state: SignInState): void {
    if (state.state === "signed_in") void chrome.storage.local.remove(STORED);
    this.state = state;
    this.onState(state);
    if (state.state === "needed" && !state.out) void this.#silently();
  }

  /** A person pressed Sign in: the browser shows the provider's own page. */
  signIn(): Promise<void> {
    return this.#once(async () => this.#go({ silent: false, anew: await switched() }));
  }

  /** A person leaves this desk: every token is forgotten, and the next one signs in. */
  switchAgent(): Promise<void> {
    return this.#once(async () => {
      await chrome.storage.local.set({ [STORED]: true });
      this.take(await this.#host.request("signin.out", {}));
      this.#renew(); // nothing that the host held in memory outlives it
      await this.#go({ silent: false, anew: true });
    });
  }

  async #silently(): Promise<void> {
    if (this.busy || Date.now() - this.#tried < SILENT_PAUSE || (await switched())) return;
    this.#tried = Date.now();
    this.#quiet = this.#go({ silent: true, anew: false }).catch(() => {});
    await this.#quiet;
    this.#quiet = null;
  }

  /** One thing that a person wants at a time; a silent try ends first. */
  #once(work: () => Promise<void>): Promise<void> {
    this.#going ??= (this.#quiet ?? Promise.resolve()).then(work).finally(() => (this.#going = null));
    return this.#going;
  }

  async #go(how: { silent: boolean; anew: boolean }): Promise<void> {
    const redirect = chrome.identity.getRedirectURL();
    const { address, attempt } = await this.#host.request("signin.begin", { redirect, ...how });
    const redirectedTo = await chrome.identity.launchWebAuthFlow({ url: address, interactive: !how.silent }).catch(() => undefined);
    if (!redirectedTo) return; // the window was closed, or the provider wants to see a person
    this.take(await this.#host.request("signin.finish", { attempt, redirectedTo }));
  }
}

async function switched(): Promise<boolean> {
  return chrome.storage.local.get(STORED).then((kept) => kept[STORED] === true, () => false);
}
