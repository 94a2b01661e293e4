/**
 * What the frames of a page say of the fields that the page's rule looks for in
 * them. A frame is heard only for fields whose pattern names its own address,
 * and only below a page of that rule; the page merges what it is told. At a
 * click each frame is asked again.
 */
import { pathGroups } from "../content/address";
import { matches, names } from "../match";
import type { FrameReport, FromPage, ToPage } from "../messages";
import type { Field, SiteRule } from "../protocol.gen";
import { counting } from "./kinds";

/** How long a frame may take to say again what its fields hold, in milliseconds. */
const PATIENCE = 500;
/** Frames of a page that are heard at most. */
const MOST_FRAMES = 20;

type Post = (message: ToPage) => void;

/** A frame that was given fields. */
interface Teller {
  readonly tab: number;
  readonly frame: number;
  readonly post: Post;
  fields: readonly Field[];
  report: FrameReport | null;
}

/** The fields that a rule looks for in a frame of this address, each once. With the address of the page around it, those of that record. */
export function fieldsFor(rule: SiteRule, address: string, page = ""): Field[] {
  if (!names(rule.frames, address)) return [];
  const all = counting(rule).filter((object) => !page || pathGroups(object, page)).flatMap(({ visitorId, recordId, title }) => [...visitorId, ...recordId, ...title]);
  const here = all.filter(({ frame }) => frame !== undefined && matches(frame, address));
  return [...new Map(here.map((field) => [JSON.stringify(field), field])).values()];
}

export class Frames {
  #tellers = new Map<Post, Teller>();
  #pages = new Map<number, Post>();
  #asked = new Map<number, (teller: Teller) => void>();
  #next = 1;

  /** The page of a tab that is told what its frames say; null: it is gone. */
  page(tab: number, post: Post, here: boolean): void {
    if (!here && this.#pages.get(tab) === post) this.#pages.delete(tab);
    if (!here) return;
    this.#pages.set(tab, post);
    if (this.#in(tab).length > 0) this.#tell(tab);
  }

  /** Has pages of a tab read themselves again, by telling each what its frames say once more. */
  again(tab: number, pages: Iterable<Post>): void {
    for (const post of pages) post({ type: "frames", reports: this.#pages.get(tab) === post ? this.#reports(tab) : [] });
  }

  /** A frame was given these fields; without any it is heard no more. What it said of the same ones counts on. */
  give(tab: number, frame: number, post: Post, fields: readonly Field[]): void {
    if (JSON.stringify(this.#tellers.get(post)?.fields) === JSON.stringify(fields)) return;
    if (fields.length === 0 || (!this.#tellers.has(post) && this.#in(tab).length >= MOST_FRAMES)) return this.remove(post);
    this.#tellers.set(post, { tab, frame, post, fields, report: null });
  }

  remove(post: Post): void {
    const teller = this.#tellers.get(post);
    if (!teller) return;
    this.#tellers.delete(post);
    this.#tell(teller.tab);
  }

  /** How many fields a frame was given. */
  expects(post: Post): number {
    return this.#tellers.get(post)?.fields.length ?? 0;
  }

  /** What a frame says. */
  take(post: Post, { ask, way, drawn, answers }: Extract<FromPage, { type: "fields" }>): void {
    const teller = this.#tellers.get(post);
    if (!teller) return;
    const before = JSON.stringify(teller.report);
    const said = Object.fromEntries(teller.fields.map((field, at) => [JSON.stringify(field), answers[at]!]));
    teller.report = { frame: teller.frame, way, drawn, answers: said };
    if (ask) this.#asked.get(ask)?.(teller);
    if (JSON.stringify(teller.report) !== before) this.#tell(teller.tab);
  }

  /** Asks all frames of a tab again: whether each says in time what it said before. Without frames that is so at once. */
  async same(tab: number): Promise<boolean> {
    const tellers = this.#in(tab).filter(({ report }) => report);
    const before = tellers.map(valuesOf);
    const answered = await Promise.all(tellers.map((teller) => this.#again(teller)));
    return answered.every(Boolean) && tellers.every((teller, at) => valuesOf(teller) === before[at] && this.#tellers.get(teller.post) === teller);
  }

  #again(teller: Teller): Promise<boolean> {
    const ask = this.#next++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), PATIENCE);
      const done = (answered: boolean) => {
        clearTimeout(timer);
        this.#asked.delete(ask);
        resolve(answered);
      };
      this.#asked.set(ask, (from) => from === teller && done(true));
      teller.post({ type: "fields", ask });
    });
  }

  #in(tab: number): Teller[] {
    return [...this.#tellers.values()].filter((teller) => teller.tab === tab);
  }

  #tell(tab: number): void {
    this.#pages.get(tab)?.({ type: "frames", reports: this.#reports(tab) });
  }

  #reports(tab: number): FrameReport[] {
    return this.#in(tab).flatMap(({ report }) => (report ? [report] : []));
  }
}

/** What counts at a click: the values, and which frame they are in. */
function valuesOf({ report }: Teller): string {
  return JSON.stringify([report?.answers, report?.way]);
}
