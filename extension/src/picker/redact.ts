/**
 * A page as one of its rule's own tests: the tree around what the rule finds,
 * with the rule's labels and the attributes that it names, and nothing else.
 * Every other text is replaced by a numbered stand-in, the same for the same.
 */
import { pathGroups } from "../content/resolve";
import { flatChildren, parentOf, shadowOf } from "../content/flat";
import { isDrawn } from "../content/seen";
import { MOST, Sight } from "../content/sight";
import { plainLabel } from "../content/survey";
import { plain } from "../content/value";
import type { Field } from "../protocol.gen";
import type { Evaluated } from "./evaluate";
import { looksLikeId, parameters, partsOf, splitFragment } from "./address";
import { left, parts, type Draft, type Part } from "./draft";
import { mark } from "./overlay";

/** An element: its name, its attributes, and what is in it. A shadow root is called #shadow. */
export type Branch = [name: string, attributes: { [name: string]: string }, ...inside: (Branch | string)[]];

/** A redacted page, and what the rule is to find there; of a field that it finds elsewhere than in the page's own frame, nothing. */
export interface Page {
  url: string;
  title: string;
  visitorId: string;
  recordId: string;
  body: Branch;
}

const LONGEST = 60_000;
const MOST_SIBLINGS = 60;
const MOST_INSIDE = 100;
/** Elements that are kept as they are called; of others only that they are there. */
const NAME = /^[a-z][a-z0-9-]{0,40}$/;
const LEFT_OUT = "script, style, template, noscript, link, meta";

/** The page as JSON; "" where it is larger than a rule takes. */
export function redact(draft: Draft, values: { [P in Part]?: string }, evaluated: Evaluated, address: string): string {
  for (const siblings of [MOST_SIBLINGS, 0]) {
    const redactor = new Redactor(draft, evaluated, siblings);
    const body = redactor.branch(document.body);
    const told = Object.fromEntries(parts.map((part) => [part, isHere(draft, part, evaluated) ? redactor.standIn(values[part] ?? "") : ""]));
    const text = JSON.stringify({ url: urlOf(draft, address, redactor), ...told, body } as Page);
    if (text.length <= LONGEST) return text;
  }
  return "";
}

function isHere(draft: Draft, part: Part, { nodes }: Evaluated): boolean {
  return nodes[part].length > 0 || left(draft[part]).some(({ field }) => field.path || field.query);
}

class Redactor {
  #labels: ReadonlySet<string>;
  #selectors: string;
  #kept = new Set<Node>();
  #whole = new Set<Node>();
  #numbers = new Map<string, number>();
  #siblings: number;

  constructor(draft: Draft, { nodes }: Evaluated, siblings: number) {
    const fields: Field[] = parts.flatMap((part) => left(draft[part]).map(({ field }) => field)).filter(({ frame }) => !frame);
    this.#labels = new Set(fields.flatMap(({ label }) => (label ? [plainLabel(label)] : [])));
    this.#selectors = [...fields.map(({ selector, attribute }) => `${selector ?? ""} [${attribute ?? ""}]`), ...draft.anchors.map(({ selector }) => selector ?? "")].join(" ");
    this.#siblings = siblings;
    const sight = new Sight(fields);
    const named = [...this.#labels].flatMap((label) => sight.labelled(label));
    const found = fields.flatMap((field) => sight.nodesOf(field).slice(0, MOST));
    for (const node of [...named, ...found, ...parts.flatMap((part) => nodes[part])]) this.#keep(node);
  }

  /** The stand-in of a text; "" of none. */
  standIn(text: string): string {
    const value = plain(text);
    if (value === "") return "";
    if (!this.#numbers.has(value)) this.#numbers.set(value, this.#numbers.size + 1);
    return `value-${this.#numbers.get(value)}`;
  }

  branch(element: Element): Branch {
    const made: Branch = [NAME.test(element.localName) ? element.localName : "div", this.#attributes(element)];
    const root = shadowOf(element);
    if (root) made.push(["#shadow", {}, ...this.#inside([...root.childNodes], element)]);
    made.push(...this.#inside([...element.childNodes], element));
    return made;
  }

  #keep(node: Node): void {
    this.#whole.add(node);
    for (let at: Node | null = node; at && !this.#kept.has(at); at = parentOf(at)) this.#kept.add(at);
  }

  #inside(children: Node[], parent: Element): (Branch | string)[] {
    const whole = this.#whole.has(parent);
    return children.slice(0, whole ? MOST_INSIDE : undefined).flatMap((child) => this.#child(child, whole, children.length));
  }

  #child(child: Node, whole: boolean, siblings: number): (Branch | string)[] {
    if (child instanceof Text) return child.data.trim() ? [this.#text(child.data)] : [];
    if (!(child instanceof Element) || child.matches(LEFT_OUT) || child.hasAttribute(mark) || child.hasAttribute("data-glance-button")) return [];
    if (whole) this.#whole.add(child);
    if (whole || this.#kept.has(child)) return [this.branch(child)];
    return siblings <= this.#siblings ? [this.#passer(child)] : [];
  }

  /** An element of which only counts that it is there, and whether there is a text in it. */
  #passer(element: Element): Branch {
    const name = NAME.test(element.localName) ? element.localName : "div";
    const filled = isDrawn(element) && [...flatChildren(element)].some((child) => child.textContent?.trim());
    return [name, isDrawn(element) ? {} : { hidden: "" }, ...(filled ? ["text"] : [])];
  }

  #text(text: string): string {
    return this.#labels.has(plainLabel(text)) || /^[\s:]+$/.test(text) ? text.replace(/\s+/gu, " ").trim() : this.standIn(text); // a colon behind a label's own element is a part of the label
  }

  /** Those that a selector names, as far as it names them; what ties a label to its control, by stand-ins; and what a control holds. */
  #attributes(element: Element): { [name: string]: string } {
    const kept: { [name: string]: string } = {};
    for (const { name, value } of [...element.attributes].slice(0, 60)) {
      const said = this.#attribute(name, value);
      if (said !== null) kept[name] = said;
    }
    if (!isDrawn(element)) kept["hidden"] = "";
    if (element instanceof HTMLInputElement) kept["type"] = element.type;
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) kept["value"] = this.standIn(element.value);
    return kept;
  }

  #attribute(name: string, value: string): string | null {
    if (/^data-glance-(?:visitor-id|record-id|title)$/.test(name)) return this.standIn(value);
    if (name === "id" || name === "for" || name === "aria-labelledby") return this.#selectors.includes(`"${value}"`) ? value : value.split(/\s+/).map((id) => (id ? `id-${this.standIn(id)}` : "")).join(" ");
    if (name === "class") return value.split(/\s+/).filter((part) => part && this.#selectors.includes(`.${CSS.escape(part)}`)).join(" ") || null;
    if (this.#selectors.includes(`[${name}="${value}"]`)) return value;
    return this.#selectors.includes(`[${name}]`) ? this.standIn(value) : null;
  }
}

/** The address with a stand-in for each of its named parts. */
function urlOf(draft: Draft, address: string, redactor: Redactor): string {
  const url = new URL(address);
  const groups = pathGroups(draft, address) ?? {};
  const named = new Set(Object.entries(groups).flatMap(([name, values]) => (name.startsWith("?") ? [] : values)));
  const plainly = (path: string) => partsOf(path).map((part) => (named.has(decoded(part)) || looksLikeId(part) ? redactor.standIn(decoded(part)) : part)).join("/");
  const used = parts.flatMap((part) => left(draft[part]).flatMap(({ field }) => (field.query ? [field.query] : [])));
  const query = new URLSearchParams();
  for (const [name, value] of parameters(url)) {
    if (used.includes(name)) query.append(name, redactor.standIn(value));
    else if (draft.search.includes(`${name}=`)) query.append(name, value);
  }
  const search = [...query].length > 0 ? `?${query}` : "";
  return url.origin + plainly(url.pathname) + search + (draft.hash ? fragmentOf(draft, url.hash, plainly, redactor) : "");
}

/** Of what is written like a query only what the rule itself says stays. */
function fragmentOf({ hash }: Draft, fragment: string, plainly: (path: string) => string, redactor: Redactor): string {
  const { path, query } = splitFragment(fragment);
  const pairs = query.split("&").map((pair) => {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    return hash.includes(pair) || value === "" ? pair : `${name}=${redactor.standIn(decoded(value))}`;
  });
  const way = path.replace(/\?$/, "");
  return plainly(way) + (hash.includes("=:id(") ? `${path.slice(way.length)}${pairs.join("&")}` : "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
