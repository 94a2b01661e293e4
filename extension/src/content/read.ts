/** Reads the record that the page shows, by its rule. */
import { maxAddress, maxID, maxTitle } from "../protocol.gen";
import type { ObjectRule, Reason } from "../protocol.gen";
import type { PageRule } from "../messages";
import type { LocalReason } from "../words";
import { visible } from "./flat";
import type { Read } from "./follow";
import { pathGroups, resolve, Sight } from "./resolve";

/** What the page shows: a record, or why it cannot be told for certain. Nodes are to be watched. */
export type Reading =
  | { ok: true; read: Read; object: ObjectRule; anchor: Element | null; nodes: Node[] }
  | { ok: false; reason: LocalReason | Reason; object: ObjectRule; anchor: Element | null; nodes: Node[] };

/** The reading of a page; null where it shows no record that the rule knows. */
export function readPage(rule: PageRule, url: string): Reading | null {
  for (const object of rule.objects) {
    const groups = pathGroups(object, url);
    if (groups) return readRecord(rule, object, groups, url);
  }
  return null;
}

function readRecord(rule: PageRule, object: ObjectRule, groups: { [name: string]: string }, url: string): Reading {
  const sight = new Sight([...object.visitorId, ...object.recordId, ...object.title]);
  const [visitorId, id, title] = [object.visitorId, object.recordId, object.title].map((fields) => resolve(fields, groups, sight)) as [Resolved, Resolved, Resolved];
  const anchor = sight.select(object.anchor.selector).find(visible) ?? null;
  const nodes: Node[] = anchor ? [anchor] : [];
  const refuse = (reason: LocalReason | Reason): Reading => ({ ok: false, reason, object, anchor, nodes: [] });
  if (!visitorId.ok) return refuse(visitorId.reason);
  if (!id.ok) return refuse(id.reason);
  if (!title.ok && title.reason === "two_values") return refuse("two_values");
  nodes.push(...visitorId.nodes, ...id.nodes, ...(title.ok ? title.nodes : []));
  const { origin, pathname } = new URL(url);
  const record = { system: rule.system, type: object.type, id: id.value, title: title.ok ? title.value.slice(0, maxTitle) : "", url: (origin + pathname).slice(0, maxAddress) };
  if (record.id === "" || record.id.length > maxID) return { ok: false, reason: "bad_record", object, anchor, nodes };
  if (visitorId.value !== "" && !fits(visitorId.value, rule.keyPattern)) return { ok: false, reason: "bad_visitor_id", object, anchor, nodes };
  return { ok: true, read: { record, visitorId: visitorId.value }, object, anchor, nodes: anchor ? nodes : [] };
}

type Resolved = ReturnType<typeof resolve>;

/** Whether a text may be a visitor id or a key. A pattern that this browser does not take is left to the host. */
export function fits(text: string, pattern: string): boolean {
  if (text.length > 63) return false;
  try {
    return pattern === "" || new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
