/**
 * What was read of one record after another: whether the visitor id that a
 * record shows came to it when it already stood there. A page that goes on to
 * the next record may draw that one's visitor id before it moves, and before all
 * else of it.
 */
import type { Read } from "./follow";

export class Course {
  /** What was read last, believed or not, and whether it was certain. */
  #last: Read | null = null;
  #certain = false;
  /** Whether that record has stood there for as long as a page draws. */
  #settled = false;
  /** The record that did so without a visitor id, and the one whose visitor id became another. */
  #without = "";
  #turned = "";
  /** When what was read last came to be that record. */
  #came = 0;
  /** Whether the visitor id that turned is surely that record's: it came late, and was not drawn for the next one, to which a press leads. */
  sure = false;

  /**
   * Notes a reading, and tells whether its visitor id is one that the record was not known by. Certain: that it
   * has none means that there is none. Stood: it did for as long as a page draws. Former and owner: the last
   * that was believed, and the last with a visitor id. At: now. Pressed: when the agent last did anything.
   */
  turned(now: Read, certain: boolean, stood: boolean, former: Read | null, owner: Read | null, at: number, pressed: number): boolean {
    const name = nameOf(now);
    if (this.#last && nameOf(this.#last) === name) this.#compare(this.#last, now, stood, former, owner, pressed);
    else {
      this.#settled = false;
      this.#came = at;
    }
    this.#last = now;
    this.#certain = certain;
    return this.#turned === name;
  }

  /** A record was believed with its visitor id: what comes next is another. */
  believe(): void {
    this.#turned = this.#without = "";
  }

  /** What is the owner's still was for a moment never this record's; what comes to one without is not, nor what comes to one that changes its name. */
  #compare(last: Read, now: Read, stood: boolean, former: Read | null, owner: Read | null, pressed: number): void {
    const name = nameOf(now);
    this.#settled ||= stood;
    if (this.#settled && this.#certain && !last.visitorId) this.#without = name;
    const renamed = this.#settled && !["", now.record.title, former?.record.title].includes(last.record.title);
    const other = last.visitorId ? this.#settled || last.visitorId !== owner?.visitorId : renamed || this.#without === name;
    if (!other || last.visitorId === now.visitorId) return;
    this.#turned = name;
    this.sure = pressed < this.#came || (last.visitorId !== "" && last.visitorId === owner?.visitorId);
  }
}

export function nameOf({ record }: Read): string {
  return JSON.stringify([record.type, record.id]);
}
