/** Draws a redacted page again and tries a rule on it. Nothing in it is read as markup, and nothing in it runs. */
import { pathGroups, resolve, Sight } from "../content/resolve";
import type { Field, ObjectRule } from "../protocol.gen";
import { parts, type Part } from "./draft";
import type { Branch, Page } from "./redact";

const MOST_NODES = 6_000;
/** Elements that load or run something, or are drawn otherwise than their contents: a plain one stands in their place. */
const UNSAFE = new Set(["script", "style", "link", "meta", "base", "iframe", "frame", "object", "embed", "img", "video", "audio", "source", "form", "portal", "svg", "math", "template", "noscript", "body", "html", "head"]);
const ATTRIBUTE = /^(?:data-[a-z0-9_.:-]+|id|for|class|name|slot|role|type|value|hidden|itemprop|aria-[a-z]+|dir|lang)$/;

/** What became of one field. */
export interface Outcome {
  part: Part;
  wanted: string;
  found: string;
  ok: boolean;
}

/** Tries an object of a rule on a redacted page, drawn in a place of this document; null where the text is no such page. */
export function replay(object: ObjectRule, text: string, place: HTMLElement): Outcome[] | null {
  const page = parsed(text);
  if (!page) return null;
  const scope = document.createElement("div");
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  root.replaceChildren(scope);
  draw(page.body, scope, { left: MOST_NODES });
  try {
    return parts.filter((part) => page[part] !== "").map((part) => outcome(object, part, page, scope));
  } finally {
    root.replaceChildren();
  }
}

function outcome(object: ObjectRule, part: Part, page: Page, scope: HTMLElement): Outcome {
  const groups = pathGroups(object, page.url);
  const fields: Field[] = object[part].filter(({ frame }) => !frame);
  const resolved = groups ? resolve(fields, groups, new Sight(fields, scope)) : null;
  const found = resolved?.ok ? resolved.value : (resolved?.reason ?? "other_page");
  return { part, wanted: page[part], found, ok: found === page[part] };
}

function parsed(text: string): Page | null {
  try {
    const { url, title = "", visitorId = "", recordId = "", body } = JSON.parse(text) as Page;
    return URL.canParse(url) && Array.isArray(body) ? { url, title: String(title), visitorId: String(visitorId), recordId: String(recordId), body } : null;
  } catch {
    return null;
  }
}

function draw([, attributes, ...inside]: Branch, into: Element | ShadowRoot, room: { left: number }): void {
  if (into instanceof Element) for (const [name, value] of Object.entries(attributes ?? {})) if (ATTRIBUTE.test(name)) into.setAttribute(name, String(value));
  for (const one of inside) {
    if (room.left-- <= 0) return;
    if (typeof one === "string") into.append(one);
    else if (Array.isArray(one)) drawChild(one, into, room);
  }
}

function drawChild(branch: Branch, into: Element | ShadowRoot, room: { left: number }): void {
  const [name] = branch;
  if (name === "#shadow") {
    if (into instanceof HTMLElement && !into.shadowRoot) draw(branch, attached(into), room);
    return;
  }
  const made = document.createElement(/^[a-z][a-z0-9-]*$/.test(name) && !UNSAFE.has(name) ? name : "div");
  into.append(made);
  draw(branch, made, room);
  if (made instanceof HTMLSelectElement) made.add(new Option(made.getAttribute("value") ?? "", made.getAttribute("value") ?? "", true, true));
  if (made instanceof HTMLTextAreaElement) made.value = made.getAttribute("value") ?? "";
}

/** Some elements can have no shadow root: what was in it stands in them. */
function attached(element: HTMLElement): ShadowRoot | HTMLElement {
  try {
    return element.attachShadow({ mode: "open" });
  } catch {
    return element;
  }
}
