import assert from "node:assert/strict";
import { test } from "node:test";
import { names } from "../src/match";
import { inBrowser, skip } from "./inbrowser";
import { cases, framed, starters } from "./starters.page";

test("each starter rule takes its vendor's addresses for the one record that they are, and no other page", { skip }, async () => {
  const got = (await inBrowser("starters")) as unknown[];
  assert.deepEqual(Object.fromEntries(Object.keys(cases).map((address, at) => [address, got[at]])), cases);
  assert.deepEqual(got.at(-1), framed.map(([, , isPart]) => isPart), "of a record in a frame there is one button");
});

test("each kind of record of each starter rule has an address that was tried, and each rule one that is none", () => {
  const wanted = new Set(Object.values(cases).map((record) => record.split(" ").slice(0, 2).join(" ")));
  for (const { id, objects } of starters) for (const { type } of objects) assert.ok(wanted.has(`${id} ${type}`), `${id} ${type}`);
});

/** Where agents come into each CRM's app, which goes on to a record without loading. */
const entries: { [rule: string]: string[] } = {
  "salesforce-lightning": ["https://example.lightning.force.com/lightning/page/home"],
  zendesk: ["https://example.zendesk.com/agent/dashboard"],
  "dynamics-365": ["https://example.crm4.dynamics.com/main.aspx?appid=91330924-802a-4b0d-a900-34fd9d790829&pagetype=dashboard"],
  hubspot: ["https://app.hubspot.com/home-beta?portalId=62515", "https://app-eu1.hubspot.com/reports-dashboard/62515", "https://app.hubspot.com/live-messages/62515/inbox"],
  servicenow: ["https://example.service-now.com/now/workspace/agent/home", "https://example.service-now.com/navpage.do"],
  freshdesk: ["https://example.freshdesk.com/a/dashboard/default"],
  "zoho-crm": ["https://crm.zoho.eu/crm/org20012345/tab/Home/begin"],
  pipedrive: ["https://example.pipedrive.com/pipeline/1/user/everyone"],
};

test("each starter rule names the address at which its app is entered", () => {
  const missed = starters.flatMap(({ id, matches }) => (entries[id] ?? [""]).filter((address) => !names(matches, address)));
  assert.deepEqual(missed, []);
});
