/**
 * Reads a field of a record from the page by its rule. Only what is visible
 * counts, candidates that answer must agree, and where it is not certain which
 * value is meant, the answer is a refusal with its reason: never a guess.
 */
import type { Field, Normalise } from "../protocol.gen";
import { match, type Groups } from "./address";
import { MOST, Sight } from "./sight";
import { visible } from "./seen";
import { textOf } from "./text";
import { LONGEST, normalise, plain } from "./value";

export { pathGroups, type Groups } from "./address";
export { MOST, Sight } from "./sight";

/** What one candidate, or one node of it, said: a text of the page, or that there is more than is looked at. */
export type Answer = { kind: "value"; value: string } | { kind: "hidden" } | { kind: "none" } | { kind: "many" };

/** Why a field cannot be told. */
export type Unresolved = "field_missing" | "two_values" | "disagree" | "hidden" | "too_many";

/**
 * What a field is: what the page shows of it (empty where the field is), or why
 * it cannot be told. Nodes are to be watched; marks are others when the page has
 * drawn the value anew.
 */
export type Resolved = { ok: true; value: string; nodes: Node[]; marks: unknown[] } | { ok: false; reason: Unresolved; fields?: string[] };

/** What several answers come to: one distinct value after the steps, an empty one included, as the first of them shows it; or a refusal. */
export function agree(answers: readonly Answer[], steps?: Normalise): { ok: true; value: string } | { ok: false; reason: Unresolved } {
  const values = new Map<string, string>();
  for (const answer of answers) {
    const value = answer.kind === "value" ? normalise(steps, answer.value) : null;
    if (value !== null && answer.kind === "value" && !values.has(value)) values.set(value, answer.value);
  }
  const [value] = values.values();
  if (answers.some(({ kind }) => kind === "many")) return { ok: false, reason: "too_many" };
  if (values.size > 1) return { ok: false, reason: "two_values" };
  if (value !== undefined) return { ok: true, value };
  return { ok: false, reason: answers.some(({ kind }) => kind === "hidden") ? "hidden" : "field_missing" };
}

/** Resolves one field's candidates in what is in sight. */
export function resolve(fields: readonly Field[], groups: Groups, sight: Sight, steps?: Normalise): Resolved {
  const found = asked(fields, groups, sight);
  if (sight.full) found.answers.push({ kind: "many" });
  const agreed = agree(found.answers, steps);
  if (agreed.ok) return { ...agreed, nodes: found.nodes, marks: found.marks };
  return agreed.reason === "two_values" ? whoDisagree(fields, groups, sight, steps) : agreed;
}

/** Whether the page shows two values in one place, or only its rule's candidates say different things of one record, and which. */
function whoDisagree(fields: readonly Field[], groups: Groups, sight: Sight, steps?: Normalise): Resolved {
  const each = fields.map((field) => ({ field, said: agree(asked([field], groups, sight).answers, steps) }));
  if (each.some(({ said }) => !said.ok && said.reason === "two_values")) return { ok: false, reason: "two_values" };
  return { ok: false, reason: "disagree", fields: each.flatMap(({ field, said }) => (said.ok ? nameOf(field) : [])) };
}

/** What a rule calls a candidate. */
function nameOf({ label, selector, path, query, declared }: Field): string {
  return label || selector || `:${path || query || declared}`;
}

/** All that the candidates say, whether or not they agree. */
export function asked(fields: readonly Field[], groups: Groups, sight: Sight): Found {
  const found: Found = { answers: [], nodes: [], marks: [] };
  for (const field of fields) ask(field, groups, sight, found);
  return found;
}

interface Found {
  answers: Answer[];
  nodes: Node[];
  marks: unknown[];
}

function ask(field: Field, groups: Groups, sight: Sight, found: Found): void {
  const part = field.path ?? (field.query && `?${field.query}`);
  if (part) found.answers.push(...(sight.alone ? groups[part] ?? [] : []).map(valued));
  else if (field.frame) askFrames(field, sight, found);
  else if (field.declared) askDeclared(field.declared, sight, found);
  else askNodes(field, sight, found);
}

function valued(text: string): Answer {
  return { kind: "value", value: plain(text) };
}

function askNodes(field: Field, sight: Sight, found: Found): void {
  const nodes = sight.nodesOf(field);
  if (nodes.length > MOST) return void found.answers.push({ kind: "many" });
  for (const node of nodes) note(node, read(node, field), found);
}

function note(node: Node, answer: Answer, { answers, nodes, marks }: Found): void {
  answers.push(answer);
  nodes.push(node);
  if (answer.kind === "value") marks.push(node, ...[...node.childNodes].slice(0, 20));
}

/** What a node says as a candidate of a field. */
export function read(node: Node, { attribute, link }: Field): Answer {
  if (!visible(node)) return { kind: "hidden" };
  if (link) return linked(node as Element, link);
  if (!attribute) {
    const { text, many, unseen } = textOf(node, LONGEST);
    return many ? { kind: "many" } : unseen && plain(text) === "" ? { kind: "hidden" } : valued(text);
  }
  const value = (node as Element).getAttribute(attribute);
  return value === null ? { kind: "none" } : valued(value);
}

/** The one named group of the address that a link leads to. */
function linked(element: Element, pattern: string): Answer {
  const { href } = (element.closest("a[href]") ?? {}) as HTMLAnchorElement;
  const url = typeof href === "string" && URL.canParse(href) ? new URL(href) : null;
  const [value, ...more] = url && /^https?:$/.test(url.protocol) ? Object.values(match("pathname", pattern, url.pathname) ?? {}) : [];
  return value === undefined || more.length > 0 ? { kind: "none" } : valued(value);
}

/** What the page itself declares: of the whole page in its head, of a record on one of its elements. */
function askDeclared(what: string, sight: Sight, found: Found): void {
  for (const meta of sight.alone ? document.head?.querySelectorAll(`meta[name="glance:${what}"]`) ?? [] : []) {
    note(meta, valued(meta.getAttribute("content") ?? ""), found);
  }
  askNodes({ selector: `[data-glance-${what}]`, attribute: `data-glance-${what}` }, sight, found);
}

/** What frames said; a frame that is not seen says nothing. */
function askFrames(field: Field, sight: Sight, { answers, nodes, marks }: Found): void {
  for (const { element, said, mark } of sight.framesOf(field)) {
    nodes.push(element);
    if (said.many) answers.push({ kind: "many" });
    else if (said.hidden || !visible(element)) answers.push({ kind: "hidden" });
    if (visible(element)) answers.push(...said.values.map(valued));
    marks.push(mark);
  }
}
