/**
 * The native port, and the only file that knows it. It connects when something
 * is first asked, greets, answers each request by its id, and comes back after
 * a break, ever more slowly; a host that is not installed, or not for this
 * extension, is tried again when somebody asks again.
 */
import { minVersion, version } from "../protocol.gen";
import type { HelloParams, HelloResult, Methods, Pushes, Reason, RpcError } from "../protocol.gen";
import type { HostState } from "../messages";

/** How long an answer may take, in milliseconds. The host's own limits are shorter. */
const ANSWER_LIMIT = 20_000;
const HELLO_LIMIT = 10_000;
/** Methods that may take longer, in milliseconds. */
const LIMITS: { [M in keyof Methods]?: number } = { "check.live": 90_000 };
/** Pauses before reconnecting: full jitter below a doubling ceiling, in milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** A connection that lasted this long ends a row of failures, in milliseconds. */
const STEADY = 30_000;

/** The part of chrome.runtime.Port that is used, so that a test can stand in for it. */
export interface RawPort {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: (port: unknown) => void): void };
}

/** What is said of this side in the first message. */
type Greeting = Pick<HelloParams, "extension" | "browser" | "policy"> & { sessions: string[] };

/** What the port needs of the browser. */
export interface PortWorld {
  connect(): RawPort;
  lastError(): string;
  greeting(): Promise<Greeting>;
  random(): number;
}

/** An error the host answered, with its reason where it gave one. */
export class HostError extends Error {
  readonly code: number;
  readonly reason: Reason | undefined;
  constructor(wire: RpcError) {
    super(wire.message);
    this.code = wire.code;
    this.reason = wire.data?.reason;
  }
}

/** The host was not there to answer; state says how so. */
export class NoHost extends Error {
  readonly state: HostState;
  constructor(state: HostState) {
    super(`host: ${state}`);
    this.state = state;
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(why: unknown): void;
  timer: ReturnType<typeof setTimeout>;
}

type PushListeners = { [P in keyof Pushes]?: (params: Pushes[P]) => void };

/** Firefox puts the error on the port that went; Chromium into runtime.lastError. */
function errorOf(port: unknown): string {
  return (port as { error?: { message?: string } | null } | null)?.error?.message ?? "";
}

/** The state that a browser's error text means. Chromium's and Firefox's texts are both known. */
export function stateOf(errorText: string): HostState {
  if (/not found|no such native application/i.test(errorText)) return "no_host";
  if (/is forbidden/i.test(errorText)) return "forbidden";
  if (/disabled by the system administrator/i.test(errorText)) return "blocked";
  return "lost";
}

/** The pause before attempt n (from 0), in milliseconds. */
export function pause(attempt: number, random: number): number {
  return random * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
}

export class HostPort {
  state: HostState = "idle";
  hello: HelloResult | null = null;
  onState: (state: HostState) => void = () => {};
  pushes: PushListeners = {};

  #world: PortWorld;
  #port: RawPort | null = null;
  #greeted: Promise<void> | null = null;
  #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #spoke = false;
  #since = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(world: PortWorld) {
    this.#world = world;
  }

  /** Asks the host. Rejects with HostError, NoHost, or the signal's reason. */
  async request<M extends keyof Methods>(method: M, params: Methods[M]["params"], signal?: AbortSignal): Promise<Methods[M]["result"]> {
    await this.#connected();
    return this.#ask(method, params, LIMITS[method] ?? ANSWER_LIMIT, signal);
  }

  /** Lets the host go: nothing needs it now. The next request connects again. */
  release(): void {
    clearTimeout(this.#retry);
    const port = this.#port;
    this.#drop("idle");
    port?.disconnect();
  }

  /** Another host in the place of this one, at once: its settings changed. What was asked meanwhile waits for it. */
  renew(): void {
    clearTimeout(this.#retry);
    const port = this.#port;
    this.#drop("renewing");
    port?.disconnect();
    void this.#connected().catch(() => {});
  }

  #connected(): Promise<void> {
    this.#greeted ??= this.#connect();
    return this.#greeted;
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.state !== "renewing") this.#setState("connecting");
    const greeting = await this.#open().catch(() => {
      this.#drop("lost");
      this.#later();
      throw new NoHost("lost");
    });
    await this.#greet(greeting);
  }

  async #open(): Promise<Greeting> {
    const greeting = await this.#world.greeting();
    const port = this.#world.connect();
    this.#port = port;
    this.#spoke = false;
    this.#since = Date.now();
    port.onMessage.addListener((message) => port === this.#port && this.#receive(message));
    port.onDisconnect.addListener((gone) => port === this.#port && this.#lose(errorOf(gone) || this.#world.lastError()));
    return greeting;
  }

  async #greet(greeting: Greeting): Promise<void> {
    const port = this.#port;
    try {
      this.hello = await this.#ask("hello", { protocol: version, minProtocol: minVersion, ...greeting }, HELLO_LIMIT);
    } catch (why) {
      if (port === this.#port) {
        this.#drop(why instanceof HostError ? "incompatible" : "lost");
        port?.disconnect();
      }
      throw why instanceof NoHost ? why : new NoHost(this.state);
    }
    this.#setState("ready");
  }

  #ask<M extends keyof Methods>(method: M, params: Methods[M]["params"], limit: number, signal?: AbortSignal): Promise<Methods[M]["result"]> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (!this.#port) return reject(new NoHost(this.state));
      const giveUp = (why: unknown) => {
        if (!this.#settle(id)) return;
        this.#send({ method: "$/cancelRequest", params: { id } });
        reject(why);
      };
      const timer = setTimeout(() => giveUp(new NoHost("lost")), limit);
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, timer });
      signal?.addEventListener("abort", () => giveUp(signal.reason), { once: true });
      this.#send({ id, method, params });
    });
  }

  #send(body: object): void {
    try {
      this.#port?.postMessage({ jsonrpc: "2.0", ...body });
    } catch {
      // The port is gone already: onDisconnect rejects whoever waits.
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    return waiting;
  }

  #receive(message: unknown): void {
    this.#spoke = true;
    if (typeof message !== "object" || message === null) return;
    const { id, method, params, result, error } = message as { [name: string]: unknown };
    if (typeof id === "number") {
      const waiting = this.#settle(id);
      if (error) waiting?.reject(new HostError(error as RpcError));
      else waiting?.resolve(result);
    } else if (typeof method === "string" && Object.hasOwn(this.pushes, method)) {
      (this.pushes as { [name: string]: (params: unknown) => void })[method]?.(params);
    }
  }

  #lose(errorText: string): void {
    if (Date.now() - this.#since > STEADY) this.#failures = 0;
    const state = this.#spoke ? "lost" : stateOf(errorText);
    this.#drop(state);
    if (state === "lost") this.#later();
  }

  #later(): void {
    const wait = pause(this.#failures++, this.#world.random());
    this.#retry = setTimeout(() => void this.#connected().catch(() => {}), wait);
  }

  #drop(state: HostState): void {
    this.#port = null;
    this.#greeted = null;
    this.hello = null;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new NoHost(state));
    this.#setState(state);
  }

  #setState(state: HostState): void {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }
}
