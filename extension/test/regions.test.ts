import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, skip } from "./inbrowser";

test("records that stand side by side have each their watch and their buttons", { skip }, async () => {
  assert.deepEqual(await inBrowser("regions"), {
    "both are watched": [[0, 1, "1", "v1"], [1, 2, "2", "v2"]],
    "each place of each": ["group_label_named Vera: present", "group_label_named Vera: present", "group_label_named Walter: absent", "group_label_named Walter: absent"],
    "a choice for the second": [1, 2, "2", "v2"],
    "the second is another": [[1, 3, "3", "v3"]],
    "the first stays": ["group_label_named Nora: checking", "group_label_named Nora: checking", "group_label_named Vera: present", "group_label_named Vera: present"],
    "the first was changed under a choice": 0,
    "and is watched anew when that stood": [0, 5, "1", "v9"],
    "one is left": [[0, 6, "", ""]],
    "which is named no more": ["group_label : checking", "group_label : checking"],
  });
});
