/** Runs in a browser's page: what a draft finds where a page shows several records, or tells its kinds apart by what it shows, as JSON in the title. */
import { resultsOf } from "../src/options/rulechecks";
import type { RulesWorld } from "../src/options/rules";
import { confirming } from "../src/picker/draft";
import { evaluate, isShutIn } from "../src/picker/evaluate";
import "../src/picker/try";
import type { ObjectRule } from "../src/protocol.gen";

const fields = { visitorId: [{ label: "Visitor ID" }], recordId: [{ selector: "[data-number]", attribute: "data-number" }], title: [{ selector: "h2" }], anchor: { selector: "h2", side: "after" as const } };
const split: ObjectRule = { type: "contact", path: "/*", region: "section.record", ...fields };
const address = location.href;
const record = (name: string, hidden = "") => `<section class="record" ${hidden} data-number="${name}-1"><h2>${name}</h2><p><b>Visitor ID</b> <i id="${name}">v-${name}</i></p></section>`;

/** The values that are found, and whether the page is one of the object's. */
function found(object: ObjectRule, html: string, near = ""): string {
  document.body.innerHTML = html;
  const { found, fits } = evaluate(confirming("https://crm.example/*", "crm", "CRM", object), address, true, near ? document.querySelector(near) : null);
  return [fits, ...(["title", "visitorId", "recordId"] as const).map((part) => found[part].map((one) => (one?.kind === "value" ? one.value : (one?.kind ?? "")))[0])].join(" ");
}

const tried = (objects: ObjectRule[]) => (globalThis as unknown as { glanceTry(objects: ObjectRule[], at: number): { object: number } }).glanceTry(objects, -1).object;
const user: ObjectRule = { type: "user", path: "/*", shows: [{ text: "User" }], ...fields };
const group: ObjectRule = { type: "group", path: "/*", shows: [{ text: "Group" }, { selector: "main" }], ...fields };

const body = (name: string, label = "Visitor ID") => ["body", {}, ["section", { "data-number": `${name}-1` }, ["h2", {}, name], ["p", {}, ["b", {}, label], ["i", {}, `v-${name}`]]]];
const example = (url: string, label?: string) => ({ type: "contact", url, visitorId: "v-x", page: JSON.stringify({ url, title: "x", visitorId: "v-x", recordId: "x-1", body: body("x", label) }) });
const world = { words: { get: (key: string, ...more: string[]) => [key, ...more].join(" ") }, say: () => {} } as unknown as RulesWorld;
const texts = (rule: object) => resultsOf(JSON.stringify(rule), world).map(({ textContent }) => textContent);

/** Whether a place is shut in: before a modal dialog around it is open, while it is, and beside it. */
function shutIn(): boolean[] {
  document.body.innerHTML = "<h1>Out</h1><dialog><h2>In</h2></dialog>";
  const inside = () => isShutIn([{ selector: "h2", side: "after" }]);
  const before = inside();
  document.querySelector("dialog")!.showModal();
  return [before, inside(), isShutIn([{ selector: "h1", side: "after" }]), isShutIn([{ side: "dock" }])];
}

const both = `<main>${record("Vera")}${record("Otto")}</main>`;
document.title = JSON.stringify({
  regions: found(split, both),
  used: found(split, both, "#Otto"),
  elsewhere: found(split, `${both}<p id="else">x</p>`, "#else"),
  hidden: found(split, `${record("Vera", "hidden")}${record("Otto")}`),
  inner: found(split, `<section class="record" data-number="out-1"><h2>Out</h2><p><b>Visitor ID</b> <i>v-Out</i></p>${record("In")}</section>`),
  addressOfSeveral: found({ ...split, recordId: [{ query: "id" }] }, both),
  none: found(split, "<main><h2>List</h2></main>"),
  shows: found(user, `<p>User</p>${record("Vera")}`),
  showsOther: found(group, `<p>User</p>${record("Vera")}`),
  tries: [tried([group, user]), (document.body.innerHTML = "<main>Group</main>", tried([user, group])), (document.body.innerHTML = "<p hidden>User</p>", tried([user, group]))],
  shutIn: shutIn(),
  tests: texts({ objects: [{ type: "contact", path: "/a/:id", ...fields, visitorId: [{ label: "Other" }] }, { type: "contact", path: "/b/:id", ...fields }], examples: [example("https://crm.example/b/value-1"), example("https://crm.example/a/value-1", "Other")] }),
  failing: texts({ objects: [{ type: "contact", path: "/b/:id", ...fields, visitorId: [{ label: "Other" }] }], examples: [example("https://crm.example/b/value-1"), example("https://crm.example/c/value-1")] }),
});
