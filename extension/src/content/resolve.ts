/**
 * Reads a field of a record from the page by its rule. Only what is visible
 * counts, candidates that answer must agree, and where it is not certain which
 * value is meant, the answer is a refusal with its reason: never a guess.
 */
import type { Field, ObjectRule } from "../protocol.gen";
import { rootsIn, visible, visibleText } from "./flat";

/** Nothing longer is read from a page; the host's own limits are lower. */
const LONGEST = 2_000;

/** What one candidate, or one node of it, said. */
export type Answer = { kind: "value"; value: string } | { kind: "hidden" } | { kind: "none" };

/** What a field is: a value (empty where the field is), or why it cannot be told. */
export type Resolved = { ok: true; value: string; nodes: Node[] } | { ok: false; reason: "field_missing" | "two_values" | "hidden" };

/** The named groups of an object's path; null where the address is not one of its pages. */
export function pathGroups(object: ObjectRule, url: string): { [name: string]: string } | null {
  try {
    const found = new URLPattern({ pathname: object.path }).exec({ pathname: new URL(url).pathname });
    return found && Object.fromEntries(Object.entries(found.pathname.groups).map(([name, value]) => [name, decode(value ?? "")]));
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Trims, joins white space, and takes the dash that CRMs show for an empty field as empty. */
export function normalise(text: string): string {
  const plain = text.replace(/\s+/gu, " ").trim().slice(0, LONGEST);
  return /^[-–—]+$/.test(plain) ? "" : plain;
}

/** What several answers come to: one distinct value, an empty one included, or a refusal. */
export function agree(answers: readonly Answer[]): { ok: true; value: string } | { ok: false; reason: "field_missing" | "two_values" | "hidden" } {
  const values = new Set(answers.filter((answer) => answer.kind === "value").map((answer) => answer.value));
  const [value] = values;
  if (values.size > 1) return { ok: false, reason: "two_values" };
  if (value !== undefined) return { ok: true, value };
  return { ok: false, reason: answers.some((answer) => answer.kind === "hidden") ? "hidden" : "field_missing" };
}

/** Resolves one field's candidates in the page. Nodes are those that answered, to be watched. */
export function resolve(fields: readonly Field[], groups: { [name: string]: string }, sight: Sight): Resolved {
  const answers: Answer[] = [];
  const nodes: Node[] = [];
  for (const field of fields) {
    if (field.path) answers.push({ kind: "value", value: normalise(groups[field.path] ?? "") });
    else for (const node of field.label ? sight.besideLabel(field.label) : sight.select(field.selector ?? "")) {
      answers.push(read(node, field.attribute));
      nodes.push(node);
    }
  }
  const agreed = agree(answers);
  return agreed.ok ? { ...agreed, nodes } : agreed;
}

function read(node: Node, attribute?: string): Answer {
  if (!visible(node)) return { kind: "hidden" };
  const value = attribute ? (node as Element).getAttribute(attribute) ?? "" : visibleText(node, LONGEST);
  return { kind: "value", value: normalise(value) };
}

/** The page for one reading: its roots are gone through once, and its text once for all labels. */
export class Sight {
  #roots = rootsIn(document);
  #labels: ReadonlySet<string>;
  #byText: Map<string, Element[]> | null = null;

  constructor(fields: readonly Field[]) {
    this.#labels = new Set(fields.flatMap((field) => (field.label ? [plainLabel(field.label)] : [])));
  }

  /** All elements of a selector, in every root. A selector the browser does not take finds nothing. */
  select(selector: string): Element[] {
    try {
      return this.#roots.flatMap((root) => [...root.querySelectorAll(selector)]);
    } catch {
      return [];
    }
  }

  /** The nodes that hold the value beside each such label; where no such label is seen, the labels themselves. */
  besideLabel(label: string): Node[] {
    this.#byText ??= this.#walk();
    const found = this.#byText.get(plainLabel(label)) ?? [];
    const seen = found.filter(visible);
    if (seen.length === 0) return found;
    return [...new Set(seen.map(beside).filter((node) => node !== null))];
  }

  #walk(): Map<string, Element[]> {
    const found = new Map<string, Element[]>();
    for (const root of this.#roots) {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const plain = plainLabel(text.nodeValue ?? "");
        const element = text.parentElement;
        if (element && this.#labels.has(plain)) found.set(plain, [...(found.get(plain) ?? []), element]);
      }
    }
    return found;
  }
}

/** A label's text as it is compared: no colon, no star of a required field, no case. */
function plainLabel(text: string): string {
  return text.length > 300 ? "" : text.replace(/\s+/gu, " ").trim().replace(/\s*[:*]+$/, "").toLowerCase();
}

/** The node that a label is for: what it names, the cell beside it, or what follows it. */
function beside(label: Element): Node | null {
  const named = label.closest("label")?.control ?? labelledBy(label);
  if (named) return named;
  const cell = label.closest("dt, th");
  if (cell) return nextCell(cell);
  return following(label);
}

function labelledBy(label: Element): Element | null {
  const id = label.closest("[id]")?.id;
  return id ? (label.getRootNode() as ParentNode).querySelector(`[aria-labelledby~="${CSS.escape(id)}"]`) : null;
}

function nextCell(cell: Element): Element | null {
  const next = cell.nextElementSibling;
  return next?.matches("dd, td") ? next : null;
}

/** Beyond these a label's value is not looked for: what follows is another field. */
const FIELD_ENDS = "tr, li, dl, ul, ol, table, tbody, form, fieldset, section, article, main, body";

/** What follows the label, going up while the ancestor holds nothing but the label. */
function following(label: Element): Node | null {
  const own = label.textContent.trim();
  let at: Element = label;
  for (let up = 0; up < 4 && !at.matches(FIELD_ENDS); up++) {
    const next = nextWithText(at);
    if (next) return up > 0 && isSameKind(at, next) ? null : next;
    const parent: Node | null = at.parentNode instanceof ShadowRoot ? at.parentNode.host : at.parentNode;
    if (!(parent instanceof Element) || parent.textContent.trim() !== own) return null;
    at = parent;
  }
  return null;
}

/** The next sibling with text or a control in it, else the next element: an empty field. */
function nextWithText(node: Node): Node | null {
  let empty: Node | null = null;
  for (let next = node.nextSibling; next; next = next.nextSibling) {
    if (next instanceof Element) {
      if (visibleText(next, LONGEST).trim() || next.matches("input, textarea, select") || next.querySelector("input, textarea, select")) return next;
      if (!next.matches("button, svg, [role=button]")) empty ??= next;
    } else if (next.nodeType === Node.TEXT_NODE && next.nodeValue?.trim()) return next;
  }
  return empty;
}

/** Whether what follows is the next field rather than this one's value, which was left out. */
function isSameKind(field: Element, next: Node): boolean {
  if (!(next instanceof Element)) return false;
  return (field.className !== "" && field.className === next.className && field.tagName === next.tagName) || next.querySelector("label, dt, th") !== null;
}
