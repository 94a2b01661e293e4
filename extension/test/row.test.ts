import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, skip } from "./inbrowser";

test("a change is shown as what it is, and nothing that was typed is lost", { skip }, async () => {
  const later = "Saved. It counts as soon as what is under way with a customer is done.";
  assert.deepEqual(await inBrowser("row"), {
    "refused": ["4", "too little Undo", "Default", "true"],
    "told anew, what was typed stays": ["4", "too little Undo", "Set by your administrator: /etc/s.json", "true"],
    "undone": ["120", "", "Set by your administrator: /etc/s.json", null],
    "no number is not asked": ["some", "Not saved: type a whole number. Undo", "Set by your administrator: /etc/s.json", "true", 1],
    "escaped": ["120", "", "Set by your administrator: /etc/s.json", null],
    "on its way": [" 0600 ", "Saving…", "Default", null],
    "the former host tells the former value": [" 0600 ", "Saving…", "Default", null],
    "saved, and not yet counted": [" 0600 ", later, "Default", null],
    "counted": ["600", "Saved.", "Yours Use default", null],
    "taken back": ["300", "Saved.", "Default", null],
    "a refused switch goes back": ["true", "the administrator has locked showPage", "Default", "true"],
    "locked meanwhile": ["On", "", "From the browser’s policy (locked)", null],
    "asked": ["waitSeconds=4", "waitSeconds=600", "waitSeconds=", "showPage=false"],
  });
});
