/**
 * The guard of the extension's own windows. Nothing can cover a control there,
 * but what is shown may change under the pointer: a control counts only when
 * it has stood for a while.
 */
import { judgePress, type Guard, type Refusal } from "./exposure";

export class NewnessGuard implements Guard {
  #since = new Map<HTMLElement, number>();

  add(node: HTMLElement): void {
    this.#since.set(node, performance.now());
  }

  remove(node: HTMLElement): void {
    this.#since.delete(node);
  }

  moved(): void {}

  judge(event: UIEvent, node: HTMLElement): Refusal | null {
    const exposedSince = this.#since.get(node) ?? null;
    return judgePress({ trusted: event.isTrusted, byKey: true, focused: true, exposedSince, exposedNow: true, downAt: null, at: event.timeStamp });
  }

  stop(): void {
    this.#since.clear();
  }
}
