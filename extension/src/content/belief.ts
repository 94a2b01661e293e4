/**
 * Whether what was read may be believed. A page changes its parts one by one:
 * a new record that still shows the former one's visitor id or name may be half
 * drawn. A name gets some time. A visitor id decides who is asked, and a section
 * of a page may be slow without end: the former record's is believed of another
 * only when the page has drawn it anew, in another node, and let that stand. The
 * same node with the same text is no proof, even when another text stood there
 * in between: a late answer that the page still had under way for the former
 * record writes just so.
 */
import { Course, nameOf } from "./course";
import type { Read } from "./follow";
import type { Reading } from "./read";

/** How long a page has to draw a record after it began to show it, in milliseconds. */
export const DRAWING = 1_000;

/** Visitor ids that stood in a page before it went to the record, shown as some other's, and the nodes that hold them. */
export interface Stood {
  values: readonly string[];
  nodes: readonly unknown[];
  /** When the agent last pressed anything in the page, as performance.now() tells it. */
  at: number;
}
export const nothing: Stood = { values: [], nodes: [], at: -1 };

export class Belief {
  #former: Read | null = null;
  /** The last that was believed with a visitor id, and that id's nodes. */
  #owner: Read | null = null;
  #nodes: readonly unknown[] = [];
  /** The visitor id that each record was last believed with: where it shows that again, it is its own, wherever it stands. */
  #own = new Map<string, string>();
  #seen: readonly unknown[] = [];
  #coming = "";
  #since = 0;
  #course = new Course();
  /** The last reading, if it waits only because its visitor id came late, and is the record's own. */
  #late: Read | null = null;

  /**
   * How much longer to wait before a reading is believed, in milliseconds;
   * Infinity while another record's visitor id, or one that stood there before
   * any, stands in the nodes in which it stood. Nodes: of the visitor id; none
   * where the address has it. At: now. Certain: no visitor id means that there is none.
   */
  wait(now: Read, nodes: readonly unknown[], at: number, stood = nothing, certain = true): number {
    const name = nameOf(now);
    const { visitorId } = now;
    if (this.#late && nameOf(this.#late) !== name) this.#keep(this.#late, this.#seen);
    const turned = this.#course.turned(now, certain, at - this.#since >= DRAWING, this.#former, this.#owner, at, stood.at);
    const former = this.#former && nameOf(this.#former) !== name ? this.#former : null;
    const known = visitorId === this.#owner?.visitorId;
    const mine = this.#own.get(name);
    const foreign = !!visitorId && visitorId !== mine;
    const owned = foreign && (known || stood.values.includes(visitorId));
    const swapped = foreign && (!!mine || turned); // a record that has another visitor id than it had: the next one's may be drawn before all else of it
    const coming = swapped ? JSON.stringify([name, visitorId, now.record.title]) : name;
    if (this.#coming !== coming || (owned && hasOther(nodes, this.#seen))) this.#since = at;
    this.#coming = coming;
    this.#seen = nodes;
    this.#late = swapped && !mine && !owned && this.#course.sure ? now : null;
    const half = former && (former.visitorId === visitorId || (now.record.title !== "" && former.record.title === now.record.title));
    if (!half && !owned && !swapped) return 0;
    const left = Math.max(0, this.#since + DRAWING - at);
    const drawn = nodes.length === 0 || hasOther(nodes, [...(known ? this.#nodes : []), ...stood.nodes]);
    return left || !owned || drawn ? left : Infinity;
  }

  /** The record to tell the next one by, and its visitor id's nodes. */
  believe(read: Read, nodes: readonly unknown[]): void {
    if (read.visitorId) this.#own.set(nameOf(read), read.visitorId);
    this.#keep(read, nodes);
  }

  #keep(read: Read, nodes: readonly unknown[]): void {
    this.#former = read;
    if (!read.visitorId) return;
    this.#owner = read;
    this.#nodes = nodes;
    this.#course.believe();
  }
}

/** A reading as far as it may be believed, and how much longer to wait for it. */
export function believed(belief: Belief, reading: Reading, at: number, stood = nothing): Reading & { wait: number } {
  const { read, marks, reason, vague } = reading;
  const wait = vague ? 0 : belief.wait(read, marks, at, stood, !reason);
  if (wait < Infinity) return { ...reading, wait };
  return { ...reading, read: { ...read, visitorId: "" }, reason: "same_customer", wait: 0 };
}

function hasOther(nodes: readonly unknown[], known: readonly unknown[]): boolean {
  return nodes.some((node) => !known.includes(node));
}
