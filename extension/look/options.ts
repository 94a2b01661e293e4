/** The options page as it is, at a desk for pictures. What follows the "?" is done in it first. */
import "./fakebrowser";
import "../src/options/options";

const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
const type = (selector: string, text: string, event: string) => {
  const field = document.querySelector(selector) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event(event, { bubbles: true }));
};

/** A picture's state, by its name. */
const states: { [name: string]: () => void } = {
  "?live": () => press("#test .main"),
  "?wrong": () => {
    type("#query", "session", "input");
    type("#waitSeconds-field", "4", "change");
    type("#startSeconds-field", "a minute", "change");
  },
  "?rules": () => {
    const row = document.querySelector<HTMLDetailsElement>("#rule-crm-example-com")!;
    row.open = true;
    row.querySelector<HTMLElement>(".acts .link")?.click();
    setTimeout(() => row.querySelector<HTMLElement>(".editor .main")?.click(), 50);
  },
  "?search": () => type("#query", "customer", "input"),
};

addEventListener("load", () => setTimeout(() => states[location.search]?.()));
