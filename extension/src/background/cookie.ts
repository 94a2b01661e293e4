/**
 * The session cookie that a sign-in at Glance leaves in the browser: where an
 * organisation signs in at the viewer, presence can be told with its value, if
 * the agent lets it be read. It goes to the host and nowhere else; nothing of it
 * is kept here.
 */
import type { CookieOf } from "../protocol.gen";
import type { HostPort } from "./port";

/** How soon it is tried again, in milliseconds. */
const SOON = 200;

/** Whether the agent has to be asked for leave. */
export type CookieLeave = "none" | "ask" | "given";

/** What a browser is asked for, so that the cookie may be read. */
export function leaveFor({ site }: CookieOf): chrome.permissions.Permissions {
  return { permissions: ["cookies"], origins: [`https://${new URL(site).hostname}/*`] };
}

export class SessionCookie {
  #host: Pick<HostPort, "request" | "state">;
  #named: CookieOf | null = null;
  /** The value as the present host was told it; null: it was not. */
  #told: string | null = null;
  #listening = false;

  constructor(host: Pick<HostPort, "request" | "state">) {
    this.#host = host;
    this.#listen();
  }

  /** The cookie that the settings name, or that they name none. */
  named(cookie: CookieOf | null): Promise<void> {
    this.#named = cookie;
    return this.look();
  }

  /** A host has begun, which knows nothing. */
  anew(): void {
    this.#told = null;
  }

  async leave(): Promise<CookieLeave> {
    if (!this.#named) return "none";
    return (await chrome.permissions.contains(leaveFor(this.#named)).catch(() => false)) ? "given" : "ask";
  }

  /** Tells the host what the cookie holds, where that is news. */
  async look(): Promise<void> {
    this.#listen();
    const named = this.#named;
    if (!named || this.#host.state !== "ready") return;
    const given = (await this.leave()) === "given";
    if (given && !chrome.cookies) return void setTimeout(() => void this.look(), SOON); // the leave is told before what it is for is there
    const value = given ? ((await chrome.cookies.get({ url: named.site, name: named.name }).catch(() => null))?.value ?? "") : "";
    if (value === (this.#told ?? "")) return;
    this.#told = value;
    await this.#host.request("signin.cookie", { value }).catch(() => this.anew());
  }

  /** The browser has no such event before the leave is given. */
  #listen(): void {
    if (this.#listening || !chrome.cookies) return;
    this.#listening = true;
    chrome.cookies.onChanged.addListener(({ cookie }) => void (cookie.name === this.#named?.name && this.look()));
  }
}
