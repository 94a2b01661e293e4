import assert from "node:assert/strict";
import { test } from "node:test";
import { counting, ruleShown } from "../src/background/kinds";
import type { ObjectRule, SiteRule } from "../src/protocol.gen";
import "./urlpattern";

const object = (type: string, path: string, more: Partial<ObjectRule> = {}): ObjectRule => ({ type, path, visitorId: [{ label: "V" }], recordId: [{ path: "id" }], title: [], anchor: { side: "dock" }, ...more });
const starter: SiteRule = { id: "desk", name: "Desk", matches: ["https://*.desk.example/*"], unverified: true, from: "starter", active: false, objects: [object("ticket", "/tickets/:id"), object("user", "/users/:id"), object("user", "/people/:id")] };
const own: SiteRule = { id: "desk-confirmed", name: "Desk", matches: ["https://acme.desk.example/*"], starter: "desk", from: "person", active: true, objects: [object("ticket", "/tickets/:id"), object("user", "/people/:id", { draft: true })] };
const at = (rules: SiteRule[], path: string) => {
  const { rule, kind } = ruleShown(rules, `https://acme.desk.example${path}`);
  return `${rule?.id} ${rule?.active} ${kind}`;
};

test("of a starter rule of which one kind was confirmed, each other kind is to be confirmed", () => {
  const rules = [own, starter];
  assert.equal(at(rules, "/tickets/1"), "desk-confirmed true false");
  assert.equal(at(rules, "/users/1"), "desk false true");
  assert.equal(at(rules, "/people/1"), "desk-confirmed false true", "a draft of its own goes first");
  assert.equal(at(rules, "/reports"), "desk-confirmed true false");
  assert.equal(at([starter], "/users/1"), "desk false false");
  assert.equal(at([own], "/users/1"), "desk-confirmed true false", "the product's rules are turned off");
});

test("an administrator's rule, and a draft as a whole, are as they were", () => {
  assert.equal(at([{ ...own, from: "administrator" }, starter], "/users/1"), "desk-confirmed true false");
  const draft = { ...own, active: false, objects: [object("ticket", "/tickets/:id")] };
  assert.equal(at([draft, starter], "/tickets/1"), "desk-confirmed false false");
  assert.equal(at([draft, starter], "/users/1"), "desk false true");
});

test("an object that is a draft counts nowhere", () => {
  assert.deepEqual(counting(own).map(({ type }) => type), ["ticket"]);
});
