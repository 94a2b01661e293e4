/** The rule that a draft comes to, as its file has it. */
import type { Field, ObjectRule } from "../protocol.gen";
import { isConfirmed, left, parts, type Candidate, type Draft } from "./draft";

/** A redacted page of a rule's own tests, as the rule's schema has it. */
export interface Example {
  type: string;
  page: string;
  url: string;
  visitorId: string;
}

/** A rule's file, as far as it is made here. */
export interface RuleFile {
  id: string;
  name: string;
  matches: string[];
  frames?: string[];
  unverified?: boolean;
  confirmed?: { agreed: number; of: number; on: string };
  objects: ObjectRule[];
  examples?: Example[];
  [other: string]: unknown;
}

/** Examples that a rule keeps, and the most characters of them together: a rule's file has its limit. */
export const MOST_EXAMPLES = 12;
const MOST_PAGES = 360_000;

/** The object of a draft: what followed, and nothing else. */
export function objectOf(draft: Draft): ObjectRule {
  const [anchor, ...also] = draft.anchors;
  return {
    ...draft.rest,
    type: draft.type, path: draft.path,
    ...(draft.search ? { search: draft.search } : {}),
    ...(draft.hash ? { hash: draft.hash } : {}),
    visitorId: fieldsOf(draft.visitorId), recordId: fieldsOf(draft.recordId), title: fieldsOf(draft.title),
    anchor: anchor ?? { side: "dock" },
    ...(also.length > 0 && draft.rest.also ? { also } : {}),
  };
}

function fieldsOf(candidates: readonly Candidate[]): Field[] {
  return left(candidates).map(({ field }) => field);
}

/** The rule to be saved: confirmed where the draft is and the person wants it, else a draft. Base is the rule that it goes on from, as its file has it. */
export function ruleOf(draft: Draft, id: string, base: RuleFile | null, examples: readonly Example[], confirm: boolean, today: string): RuleFile {
  const { confirmed: _, unverified: __, examples: before = [], ...rest } = base ?? { id, name: draft.name, matches: [draft.site], objects: [] };
  const object = objectOf(draft);
  const others = rest.objects.filter((one) => one.type !== object.type);
  const frames = [...new Set([...(base?.frames ?? []), ...framesOf(object)])];
  const count = draft.seen.length;
  return {
    ...rest, id, name: draft.name, matches: [...new Set([...(base?.matches ?? []), draft.site])],
    ...(frames.length > 0 ? { frames } : {}),
    ...(confirm && isConfirmed(draft) ? { confirmed: { agreed: count, of: count, on: today } } : {}),
    objects: [...others, object],
    examples: within([...examples, ...before.filter(({ type }) => type !== object.type)]),
  };
}

/** The frames that a rule's fields are in. */
export function framesOf(object: Pick<ObjectRule, "visitorId" | "recordId" | "title">): string[] {
  return parts.flatMap((part) => object[part].flatMap(({ frame }) => (frame ? [frame] : [])));
}

function within(examples: Example[]): Example[] {
  let room = MOST_PAGES;
  return examples.slice(0, MOST_EXAMPLES).filter(({ page }) => (room -= page.length) >= 0);
}

/** An id for a site's rule that no other has: its host's name. */
export function idFor(host: string, taken: ReadonlySet<string>): string {
  const plain = host.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 50) || "site";
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}-${n}`;
    if (!taken.has(id)) return id;
  }
}
