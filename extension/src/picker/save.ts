/** The rule that a draft comes to, as its file has it. */
import type { Field, ObjectRule } from "../protocol.gen";
import { pathGroups } from "../content/resolve";
import { isConfirmed, left, openedOf, pageOf, parts, type Candidate, type Draft } from "./draft";
import { hidden } from "./hidden";

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
/** A rule tells of no more records. */
const MOST_RECORDS = 1_000;

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

/**
 * The rule to be saved: confirmed where the draft is and the person wants it,
 * else a draft. Base is the rule that it goes on from, as its file has it: of its
 * kinds of record, what was confirmed stays so, and what was not is a draft.
 */
export function ruleOf(draft: Draft, id: string, base: RuleFile | null, examples: readonly Example[], confirm: boolean, today: string): RuleFile {
  const { confirmed: before, unverified: _, examples: former = [], ...rest } = base ?? { id, name: draft.name, matches: [draft.site], objects: [] };
  const counts = confirm && isConfirmed(draft);
  const made = objectOf(draft);
  const own = (one: ObjectRule) => [pageOf(made), draft.was].includes(pageOf(one));
  const others = rest.objects.filter((one) => !own(one));
  const kept = before && others.some((one) => !one.draft) ? before : undefined;
  const objects = placed(rest.objects, own, counts || !kept ? made : { ...made, draft: true });
  const frames = [...new Set([...(base?.frames ?? []), ...framesOf(made)])];
  const confirmed = counts ? sum(kept, draft, today) : kept;
  return {
    ...rest, id, name: draft.name, matches: rest.matches.length > 0 ? rest.matches : [draft.site],
    ...(frames.length > 0 ? { frames } : {}),
    ...(confirmed ? { confirmed } : {}),
    objects: counts && !before ? objects.map((one) => (others.includes(one) && one.visitorId ? { ...one, draft: true } : one)) : objects,
    examples: within([...examples.map((one) => hiding(one, made)), ...former.filter((one) => ![made, ...rest.objects.filter(own)].some((object) => isOf(one, object)))]),
  };
}

/** The objects with the new one in the place of what it replaces, else last. */
function placed(objects: readonly ObjectRule[], own: (one: ObjectRule) => boolean, made: ObjectRule): ObjectRule[] {
  const at = objects.findIndex(own);
  const others = objects.filter((one) => !own(one));
  return at < 0 ? [...others, made] : others.toSpliced(objects.slice(0, at).filter((one) => !own(one)).length, 0, made);
}

/** How many records agreed, with those of the kinds that were confirmed before. */
function sum(kept: RuleFile["confirmed"], draft: Draft, on: string): NonNullable<RuleFile["confirmed"]> {
  const most = (count: number) => Math.min(count, MOST_RECORDS);
  return { agreed: most(draft.seen.length + (kept?.agreed ?? 0)), of: most(openedOf(draft) + (kept?.of ?? 0)), on };
}

/** Whether a redacted page is one of an object's. */
export function isOf({ type, url }: Pick<Example, "type" | "url">, object: ObjectRule): boolean {
  return type === object.type && (!URL.canParse(url) || pathGroups(object, url) !== null);
}

/** A redacted page whose address holds nothing that the rule's own pattern leaves open. */
function hiding(example: Example, object: ObjectRule): Example {
  const url = URL.canParse(example.url) ? hidden(example.url, object) : example.url;
  return url === example.url ? example : { ...example, url, page: example.page.replaceAll(JSON.stringify(example.url), JSON.stringify(url)) };
}

/** The frames that a rule's fields are in. */
export function framesOf(object: Pick<ObjectRule, "visitorId" | "recordId" | "title">): string[] {
  return parts.flatMap((part) => (object[part] ?? []).flatMap(({ frame }) => (frame ? [frame] : [])));
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
