/** Site rules for pictures: one of each owner. */
import type { ObjectRule, SiteRule } from "../src/protocol.gen";

const object: ObjectRule = {
  type: "contact", path: "/contacts/:id",
  visitorId: [{ label: "Website visitor ID" }, { selector: '[data-field="visitor-id"] .value' }], recordId: [{ path: "id" }], title: [{ selector: "main h1" }],
  anchor: { selector: "main h1", side: "after" },
};

export const rules: SiteRule[] = [
  { id: "support-desk", name: "Support desk", matches: ["https://support.example.com/*"], objects: [{ ...object, type: "case" }], from: "administrator", active: true },
  { id: "crm-example-com", name: "crm.example.com", matches: ["https://crm.example.com/*"], confirmed: { agreed: 12, of: 12, on: "2026-03-02" }, objects: [object], from: "person", active: true },
  { id: "orders", name: "Orders", matches: ["https://orders.example.com/*"], objects: [object], from: "person", active: false },
  { id: "salesforce", name: "Salesforce", matches: ["https://*.lightning.force.com/*"], unverified: true, objects: [object, { ...object, type: "lead" }], from: "starter", active: false },
];

const { from: _, active: __, ...file } = rules[1]!;

/** The second rule as its file has it. */
export const ruleText = JSON.stringify(file, null, 2) + "\n";
