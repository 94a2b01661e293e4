/**
 * Which of Glance's programs are installed, as the host last said, and the
 * right-click's items that follow from it.
 */
import type { ClientsResult, Face } from "../protocol.gen";
import { lookClients } from "./clients";
import { offer, screensOf, withdraw } from "./menu";
import type { HostPort } from "./port";

export class Programs {
  /** Null until the host has said. */
  known: ClientsResult | null = null;
  #host: Pick<HostPort, "request">;
  #patterns: string[] = [];
  /** Watches whose button says that a program is not installed. */
  #missed = new Set<string>();

  constructor(host: Pick<HostPort, "request">) {
    this.#host = host;
  }

  /** Asks the host, and offers what they do with a right-click. */
  async look(): Promise<void> {
    const before = screensOf(this.known).join();
    this.known = await lookClients(this.#host);
    if (screensOf(this.known).join() !== before) await this.offerAt(this.#patterns);
  }

  /** The host notices by itself that a program came which a button had missed. */
  heed(watch: string, face: Face): void {
    if (face === "client_missing") this.#missed.add(watch);
    else if (this.#missed.delete(watch)) void this.look();
  }

  /** Has the right-click's items on pages of these patterns. */
  async offerAt(patterns: string[]): Promise<void> {
    this.#patterns = patterns;
    await withdraw(screensOf(this.known));
    await offer(patterns, screensOf(this.known));
  }
}
