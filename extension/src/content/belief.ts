/**
 * Whether what was read may be believed. A page changes its parts one by one:
 * a new record that still shows the former one's visitor id or name may be half
 * drawn. A name gets some time. A visitor id decides who is asked, and a section
 * of a page may be slow without end: the former record's is believed of another
 * only when the page has drawn it anew.
 */
import type { Read } from "./follow";

/** How long a page has to draw a record after it began to show it, in milliseconds. */
export const DRAWING = 1_000;

export class Belief {
  #former: Read | null = null;
  #nodes: readonly unknown[] = [];
  #coming = "";
  #since = 0;

  /**
   * How much longer to wait before a reading is believed, in milliseconds;
   * Infinity while its visitor id stands in the same nodes as the former record's
   * did. Nodes: of the visitor id; none where the address has it. At: now.
   */
  wait(now: Read, nodes: readonly unknown[], at: number): number {
    const former = this.#former;
    const coming = nameOf(now);
    if (this.#coming !== coming) this.#since = at;
    this.#coming = coming;
    if (!former || nameOf(former) === coming) return 0;
    const sameVisitor = former.visitorId === now.visitorId;
    if (!sameVisitor && former.record.title !== now.record.title) return 0;
    const left = Math.max(0, this.#since + DRAWING - at);
    const drawn = nodes.length === 0 || nodes.some((node) => !this.#nodes.includes(node));
    return left || !sameVisitor || !now.visitorId || drawn ? left : Infinity;
  }

  /** The record to tell the next one by, and its visitor id's nodes. */
  believe(read: Read, nodes: readonly unknown[]): void {
    this.#former = read;
    this.#nodes = nodes;
  }
}

function nameOf({ record }: Read): string {
  return JSON.stringify([record.type, record.id]);
}
