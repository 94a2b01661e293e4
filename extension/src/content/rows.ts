/**
 * Rows of a list, for the right-click. A list draws other records into the same
 * nodes, so nothing is kept of a row but where the right-click was: it is read
 * then, and again when the agent chose, and both must be one record.
 */
import type { PageRule } from "../messages";
import type { ObjectRule, Reason } from "../protocol.gen";
import type { LocalReason } from "../words";
import { pathGroups } from "./address";
import { focused, parentOf, shadowOf } from "./flat";
import type { Read } from "./follow";
import { fieldsOf, readFields, standIn, type Reading } from "./read";
import { same } from "./region";
import { Sight } from "./sight";
import { visible } from "./seen";
import { visibleText } from "./text";
import { plain } from "./value";

/** How long a menu may stand open before its click is forgotten, in milliseconds. */
const REMEMBERED = 60_000;

/** Characters of a row by which it is told from others where its record is not certain. */
const ROW_TEXT = 80;

/** A right-click that a menu may still be open for. */
export interface Clicked {
  target: Element;
  at: number;
  row: BoundRow | null;
}

/** A row, and what it showed. */
export interface BoundRow {
  element: Element;
  object: ObjectRule;
  reading: Reading;
}

/** What was right-clicked: its row, where it is in one. */
export function clickedOn(event: MouseEvent, rule: PageRule | null): Clicked | null {
  const target = innermost(event);
  return target && { target, at: performance.now(), row: rule && rowOf(target, rule) };
}

/** What has the focus: its row, where it is in one. The page itself is nothing. */
export function focusedOn(rule: PageRule | null): Clicked | null {
  const target = focused();
  return target && { target, at: performance.now(), row: rule && rowOf(target, rule) };
}

/** Whether a right-click may still be what a menu was opened with. */
export function remembered(clicked: Clicked | null): clicked is Clicked {
  return clicked !== null && clicked.target.isConnected && performance.now() - clicked.at < REMEMBERED;
}

/** A row as it is now: its reading; null where it is gone, hidden, or shows another record. The page is what it is while it stays. */
export function readAgain({ element, object, reading }: BoundRow, rule: PageRule): Reading | null {
  if (!reading.element) return reading;
  if (!element.isConnected || !visible(element) || !matchesRow(element, object) || !pathGroups(object, location.href)) return null;
  const now = readRow(element, object, rule);
  return now.reason === reading.reason && same(reading.read, now.read) ? now : null;
}

/** Whether there are rows on such a page. */
export function hasRows(rule: PageRule | null): boolean {
  return rule?.objects.some((object) => object.row && pathGroups(object, location.href)) ?? false;
}

/** The target of a click, in closed roots too, which an event does not tell. */
function innermost(event: MouseEvent): Element | null {
  let target = event.composedPath()[0];
  if (target instanceof Text) target = target.parentElement ?? undefined;
  while (target instanceof Element) {
    const inner: Element | null = shadowOf(target)?.elementFromPoint(event.clientX, event.clientY) ?? null;
    if (!inner || inner === target) return target;
    target = inner;
  }
  return null;
}

/** The innermost row that an element is in, of the first object that has one. */
function rowOf(target: Element, rule: PageRule): BoundRow | null {
  const objects = rule.objects.filter((object) => object.row && pathGroups(object, location.href));
  for (let at: Node | null = target; at; at = parentOf(at)) {
    const element = at;
    const object = element instanceof Element ? objects.find((object) => matchesRow(element, object)) : undefined;
    if (object && element instanceof Element) return { element, object, reading: readRow(element, object, rule) };
  }
  return null;
}

function matchesRow(element: Element, { row }: ObjectRule): boolean {
  try {
    return row !== undefined && element.matches(row.selector);
  } catch {
    return false;
  }
}

/** The page in the place of a row, where it is not certain which record is meant: a key may be typed for it. */
export function pageRow(rule: PageRule, reason: LocalReason | Reason): BoundRow {
  const object = rule.objects[0]!;
  return { element: document.documentElement, object, reading: docked(null, object, { record: standIn(rule, object, location.href), visitorId: "" }, reason) };
}

/** The address speaks of the list, not of a row. */
function readRow(element: Element, object: ObjectRule, rule: PageRule): Reading {
  const fields = object.row!;
  const sight = new Sight(fieldsOf(fields), element, { among: true });
  const { read, reason } = readFields(rule, object, fields, location.href, {}, sight, ` ${plain(visibleText(element, ROW_TEXT) ?? "")}`);
  return docked(element, object, read, reason);
}

function docked(element: Element | null, object: ObjectRule, read: Read, reason: Reading["reason"]): Reading {
  return { element, read, reason, object, places: [{ element: null, side: "dock" }], nodes: [], ways: [], whole: true, marks: [] };
}
