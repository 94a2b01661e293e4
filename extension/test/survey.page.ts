/**
 * Changes a page in every way that makes or moves a label or a shadow root, and
 * compares what the survey knows after each turn with what a walk through the
 * whole page finds. Leaves what was seen as JSON in the title.
 */
import { within } from "../src/content/flat";
import { survey } from "../src/content/survey";
import { Dice } from "./records";

const TURNS = 150;
const LABEL = "visitor id";
const closed = new WeakMap<Element, ShadowRoot>();
(globalThis as { chrome?: unknown }).chrome = { dom: { openOrClosedShadowRoot: (element: Element) => closed.get(element) ?? element.shadowRoot } };

const dice = new Dice(7);
const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const texts = ["Visitor ID", " visitor\n id: ", "Visitor ID*", "Email", "Visitor IDs", "x"];
const away: Element[] = [];

function found(): { roots: Set<Node>; labels: Set<Element> } {
  const roots = new Set<Node>();
  const labels = new Set<Element>();
  const go = (node: Node): void => {
    if (node instanceof Text && node.parentElement && /^visitor id[:*]?$/i.test(node.data.replace(/\s+/g, " ").trim())) labels.add(node.parentElement);
    const root = node instanceof Element ? closed.get(node) ?? node.shadowRoot : null;
    if (node instanceof Document || node instanceof ShadowRoot) roots.add(node);
    for (const inner of [...node.childNodes, ...(root ? [root] : [])]) go(inner);
  };
  go(document);
  return { roots, labels };
}

function made(deep = 0): Element {
  const element = document.createElement(dice.of(["div", "span", "b", "x-card"]));
  element.append(dice.of(texts));
  if (deep < 3 && dice.chance(500)) element.append(made(deep + 1));
  if (element.localName !== "b" && dice.chance(300)) attach(element, deep);
  return element;
}

function attach(element: Element, deep = 0): void {
  const mode = dice.of(["open", "closed"] as const);
  const root = element.attachShadow({ mode });
  if (mode === "closed") closed.set(element, root);
  root.append(deep < 3 ? made(deep + 1) : "x");
}

/** Some element of the page, in a root of it or not. */
function any(): Element {
  const roots = [...found().roots] as ParentNode[];
  const all = roots.flatMap((root) => [...root.querySelectorAll("div, span, b, x-card")]);
  return all.length > 0 ? dice.of(all) : document.body;
}

const changes: (() => void)[] = [
  () => any().append(made()),
  () => any().prepend(made(), made()),
  () => { const element = any(); if (element !== document.body) away.push(element), element.remove(); },
  () => away.length > 0 && document.body.append(away.pop()!),
  () => { const [element, parent] = [any(), any()]; if (!within(parent, element) && element !== document.body) parent.append(element); },
  () => { const { firstChild } = any(); if (firstChild instanceof Text) firstChild.data = dice.of(texts); },
  () => { const element = any(); if (element !== document.body && element.getRootNode() === document) element.textContent = dice.of(texts); },
  () => any().append(Object.assign(document.createElement("div"), { id: "mount" })),
  () => { const late = any(); if (late.id && !late.hasChildNodes() && !late.shadowRoot && !closed.has(late)) attach(late); },
  () => { const late = any(); if (late.localName === "x-card" && !late.shadowRoot && !closed.has(late)) attach(late); },
  () => { const { firstChild } = any(); if (firstChild instanceof Text && firstChild.length > 3) firstChild.splitText(2); },
  () => { const list = document.createElement("div"); for (let n = 0; n < 350; n++) list.append(made(3)); document.body.append(...list.childNodes); },
];

const same = <T>(a: Iterable<T>, b: ReadonlySet<T>) => { const set = new Set(a); return set.size === b.size && [...b].every((one) => set.has(one)); };

async function run(): Promise<unknown> {
  const seen = { turns: 0, wrong: [] as number[], labels: 0, roots: 0 };
  for (let turn = 0; turn < TURNS; turn++) {
    for (let n = dice.below(4); n >= 0; n--) dice.chance(20) ? changes.at(-1)!() : dice.of(changes.slice(0, -1))();
    if (document.body.childElementCount > 800) document.body.replaceChildren();
    if (dice.chance(300)) await pass(dice.below(30)); // so that some is heard of, or gone through, before it is asked for
    const wanted = found();
    const known = survey().seek([LABEL]);
    if (!same(known.roots, wanted.roots as Set<ParentNode>) || !same(known.labelled(LABEL), wanted.labels)) seen.wrong.push(turn);
    seen.turns++;
    seen.labels = Math.max(seen.labels, wanted.labels.size);
    seen.roots = Math.max(seen.roots, wanted.roots.size);
  }
  return { ...seen, labels: seen.labels > 50, roots: seen.roots > 10 };
}

void run().catch((why) => String(why?.stack ?? why)).then((seen) => (document.title = JSON.stringify(seen)));
