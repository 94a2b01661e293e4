/** The test of sign-in and services: asks for it, shows that it runs, and each answer with its facts. */
import { liveLetters, type LiveFact, type LiveParams, type LiveReport, type LiveStep } from "../protocol.gen";
import type { Words } from "../words";
import { dotted, element } from "./element";
import type { Unanswered } from "./link";
import { changeText, milliseconds, nameOf, reportText, stateOf } from "./report";

/** Runs the test; rejects with Unanswered. */
type Run = (params: LiveParams) => Promise<LiveReport>;

export class LivePane {
  readonly node: HTMLElement;
  readonly title: string;
  #words: Words;
  #run: Run;
  #visitor = element("input");
  #twice = element("input");
  #start: HTMLButtonElement;
  #state = element("p", "state");
  #result = element("div");
  #running = false;

  constructor(node: HTMLElement, words: Words, run: Run) {
    this.node = node;
    this.title = words.get("options_live_title");
    this.#words = words;
    this.#run = run;
    this.#start = element("button", "main", words.get("options_live_start"));
    this.#state.setAttribute("role", "status");
    const title = element("h2", "", this.title);
    title.id = `${node.id}-title`;
    node.setAttribute("aria-labelledby", title.id);
    node.append(title, element("p", "about", words.get("options_live_about")), this.#form(), this.#state, this.#result);
  }

  #form(): HTMLFormElement {
    const form = element("form", "ask");
    const visitor = element("label", "", this.#words.get("options_live_visitor"));
    this.#visitor.autocomplete = "off";
    this.#visitor.spellcheck = false;
    visitor.append(this.#visitor);
    const twice = element("label", "only");
    this.#twice.type = "checkbox";
    twice.append(this.#twice, element("span", "", this.#words.get("options_live_twice")));
    form.append(visitor, twice, this.#start);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#test();
    });
    return form;
  }

  async #test(): Promise<void> {
    if (this.#running) return;
    this.#begin(true);
    const visitor = this.#visitor.value.trim();
    try {
      this.#show(await this.#run({ ...(visitor ? { visitor } : {}), ...(this.#twice.checked ? { twice: true } : {}) }));
    } catch (why) {
      this.#state.textContent = (why as Unanswered).sentence(this.#words);
    } finally {
      this.#begin(false);
    }
  }

  #begin(running: boolean): void {
    this.#running = running;
    this.#start.setAttribute("aria-disabled", String(running));
    this.#state.classList.toggle("running", running);
    if (!running) return;
    this.#result.replaceChildren();
    this.#state.textContent = this.#words.get("options_live_running");
  }

  #show(report: LiveReport): void {
    const { at, host, system, groupId } = report;
    this.#state.textContent = this.#words.get(report.ok ? "options_live_ok" : "options_live_failed");
    const when = [new Date(at).toLocaleString(), milliseconds(report), this.#words.get("popup_host_version", host), system, this.#words.get("options_live_group", String(groupId))];
    const about = element("p", "about facts");
    about.append(...dotted(when), ...(report.servers ?? []).flatMap((server) => ["\n", element("bdi", "", server)]));
    this.#result.replaceChildren(about, ...report.steps.map((step) => this.#step(step)), this.#letters(), this.#copy(report));
  }

  #step(step: LiveStep): HTMLDetailsElement {
    const node = element("details", `step ${step.state}`);
    node.open = step.state === "failed";
    const summary = element("summary");
    summary.append(element("span", "mark"), element("b", "", nameOf(step.step, this.#words)), element("span", "became", stateOf(step, this.#words)), element("span", "time", step.state === "not_tried" ? "" : milliseconds(step)));
    node.append(summary, element("p", "", step.says));
    for (const change of step.change ?? []) node.append(element("p", "change", changeText(change, this.#words)));
    if ((step.facts ?? []).length > 0) node.append(this.#facts(step.facts));
    return node;
  }

  #facts(facts: LiveFact[]): HTMLElement {
    const table = element("table");
    const head = table.createTHead().insertRow();
    for (const name of ["letter", "fact", "held", "back"]) {
      const cell = element("th", "", this.#words.get(`options_live_column_${name}`));
      cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    for (const { letter, text, held, back = "" } of facts) {
      const row = body.insertRow();
      row.className = held;
      for (const cell of [letter, text, this.#words.get(`options_live_held_${held}`) || held, back]) row.insertCell().textContent = cell;
      (row.cells[0] as HTMLElement).title = this.#words.get(`options_live_letter_${letter}`);
    }
    const frame = element("div", "frame");
    frame.append(table);
    return frame;
  }

  #letters(): HTMLElement {
    const list = element("dl", "letters");
    for (const letter of liveLetters) list.append(element("dt", "", letter), element("dd", "", this.#words.get(`options_live_letter_${letter}`)));
    return list;
  }

  #copy(report: LiveReport): HTMLElement {
    const copy = element("button", "plain", this.#words.get("options_live_copy"));
    copy.type = "button";
    copy.addEventListener("click", () => {
      const done = (key: string) => () => (this.#state.textContent = this.#words.get(key));
      void navigator.clipboard.writeText(reportText(report, this.#words)).then(done("options_live_copied"), done("options_live_not_copied"));
    });
    return copy;
  }
}
