/** Reads the record that the page shows, by its rule. */
import { maxAddress, maxID, maxTitle } from "../protocol.gen";
import type { ObjectRule, Reason } from "../protocol.gen";
import type { PageRule } from "../messages";
import type { LocalReason } from "../words";
import { visible } from "./flat";
import type { Read } from "./follow";
import { pathGroups, resolve, Sight } from "./resolve";

/**
 * What the page shows. With a reason, the visitor is not certain: read then has
 * none, and is null where the record is not certain either. Nodes are to be watched.
 */
export interface Reading {
  read: Read | null;
  reason: LocalReason | Reason | "";
  object: ObjectRule;
  anchor: Element | null;
  nodes: Node[];
  /** Those that hold the visitor id, and what is in them; none where the address has it, or it was not found. */
  visitorNodes: Node[];
}

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
  const whole = visitorId.ok && id.ok && title.ok && anchor;
  const nodes = whole ? [anchor, ...visitorId.nodes, ...id.nodes, ...title.nodes] : [];
  const visitorNodes = visitorId.ok ? visitorId.nodes.flatMap((node) => [node, ...node.childNodes]) : [];
  const { record, reason } = recordOf(rule, object, id, title, url);
  if (!record) return { read: null, reason, object, anchor, nodes, visitorNodes };
  const doubt = visitorId.ok ? doubtOf(visitorId.value, rule.keyPattern) : visitorId.reason;
  return { read: { record, visitorId: visitorId.ok && !doubt ? visitorId.value : "" }, reason: doubt, object, anchor, nodes, visitorNodes };
}

function recordOf(rule: PageRule, object: ObjectRule, id: Resolved, title: Resolved, url: string): { record: Read["record"] | null; reason: Reading["reason"] } {
  if (!id.ok) return { record: null, reason: id.reason };
  if (!title.ok && title.reason === "two_values") return { record: null, reason: "two_values" };
  if (id.value === "" || id.value.length > maxID) return { record: null, reason: "bad_record" };
  const { origin, pathname } = new URL(url);
  const name = title.ok ? title.value.slice(0, maxTitle) : "";
  return { record: { system: rule.system, type: object.type, id: id.value, title: name, url: (origin + pathname).slice(0, maxAddress) }, reason: "" };
}

function doubtOf(visitorId: string, pattern: string): Reading["reason"] {
  return visitorId === "" || fits(visitorId, pattern) ? "" : "bad_visitor_id";
}

type Resolved = ReturnType<typeof resolve>;

/** Whether a text may be a visitor id or a key, which the word that asks for a random one never is. A pattern that this browser does not take is left to the host. */
export function fits(text: string, pattern: string): boolean {
  if (text.length > 63 || /^glance_keytype_random$/i.test(text)) return false;
  try {
    return pattern === "" || new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
