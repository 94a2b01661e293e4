import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, skip } from "./inbrowser";

test("a draft is looked for in its region, on pages that show its signs, and tested at its own address", { skip }, async () => {
  assert.deepEqual(await inBrowser("pickerplace"), {
    regions: "true Vera v-Vera Vera-1",
    used: "true Otto v-Otto Otto-1",
    elsewhere: "true Vera v-Vera Vera-1",
    hidden: "true Otto v-Otto Otto-1",
    inner: "true Out v-Out out-1",
    addressOfSeveral: "true Vera v-Vera none",
    none: "false none none none",
    shows: "true Vera v-Vera Vera-1",
    showsOther: "false none none none",
    tries: [1, 1, -1],
    shutIn: [false, true, false, false],
    tests: ["options_rule_passed 2 2"],
    failing: ["options_rule_failed 0 2", "1. contact, picker_part_visitorId: options_rule_wanted v-x field_missing", "options_rule_no_such 2. contact"],
  });
});
