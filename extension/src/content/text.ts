/** The text that a person reads in a node, flattened, and no more of it than is asked for. */
import { flatChildren } from "./flat";
import { DEEPEST, isDrawn, isLegible } from "./seen";

/** Elements that carry no value of a record. */
const SKIPPED = "script, style, template, noscript, svg, button, [role=button]";
const SILENT_INPUTS = /^(hidden|password|checkbox|radio|button|submit|reset|image|file)$/;
/** Nodes of a value that are gone through at most. */
const MOST_NODES = 2_000;

/** What is read of a node. */
export interface Text {
  /** Its controls' values and its visible text. */
  text: string;
  /** Whether it is too large to be one value. */
  many: boolean;
  /** Whether there is text that nobody sees. */
  unseen: boolean;
}

/** The text of a node, at most so many characters: of a button, too, which in another node is no part of its value. */
export function textOf(node: Node, most: number, deep = 0): Text {
  const room: Room = { parts: [], left: most, nodes: MOST_NODES, unseen: false };
  gather(node, room, deep);
  return { text: room.parts.join(""), many: room.nodes < 0, unseen: room.unseen };
}

/** The same of a node that is no button; null where it is too large. */
export function visibleText(node: Node, most: number): string | null {
  const { text, many } = textOf(node, most, 1);
  return many ? null : text;
}

interface Room {
  parts: string[];
  left: number;
  nodes: number;
  unseen: boolean;
}

function gather(node: Node, room: Room, deep: number): void {
  if (room.left <= 0 || room.nodes < 0) return;
  if (deep > DEEPEST || room.nodes-- === 0) return void (room.nodes = -1);
  if (node.nodeType === Node.TEXT_NODE) return addText(node as globalThis.Text, room);
  if (!(node instanceof Element)) return;
  const value = controlValue(node);
  if (value !== null) return add(value, room);
  if (deep > 0 && node.matches(SKIPPED)) return;
  if (!isDrawn(node)) return void (room.unseen = true);
  if (node.localName === "br") return add(" ", room);
  const block = /^(block|flex|grid|list-item|table)/.test(getComputedStyle(node).display);
  for (const child of flatChildren(node)) gather(child, room, deep + 1);
  if (block) room.parts.push(" ");
}

/** White space between elements has no box. */
function addText(text: globalThis.Text, room: Room): void {
  const part = text.substringData(0, room.left + 1);
  if (part.trim() === "" || isLegible(text)) add(part, room);
  else room.unseen = true;
}

function add(text: string, room: Room): void {
  room.parts.push(text.slice(0, room.left));
  room.left -= text.length;
}

function controlValue(element: Element): string | null {
  if (element instanceof HTMLInputElement) return SILENT_INPUTS.test(element.type) ? "" : element.value;
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return element.value;
  return null;
}
