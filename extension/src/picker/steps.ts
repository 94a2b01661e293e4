/** What the picker's window says and offers at each step. */
import type { Words } from "../words";
import { looksLikeList, proposals, typeIn, widened } from "./address";
import { admits } from "./admit";
import { assess, type Assessment } from "./assess";
import { isByPosition, left, openedOf, parts, steps, type Draft, type Part } from "./draft";
import { nameless } from "./hidden";
import { isLikely } from "./number";
import { about, choices, control, first, row, textField, wrong, type Drawn } from "./panel";
import { element } from "./pointer";
import { saveOf } from "./saving";
import type { FromPicker, PickerState } from "./says";

/** What a person has chosen in this page's window and not yet said. */
export interface Choosing {
  /** Whether the mouse and the keyboard point at the page. */
  pointing: boolean;
  /** The record's id: the place of a proposal, or "page"; empty before it was said, until numberAt tells what is likeliest. */
  id: string;
  type: string;
  own: string;
  place: "title" | "point" | "dock";
  side: "after" | "below";
  values: { [P in Part]?: string };
  name: string | null;
  /** The environment of these pages; empty for the settings' own, null before it was said. */
  environment: string | null;
  /** What was pointed at and cannot be taken, as a sentence. */
  wrong: string;
}

export const unchosen: Choosing = { pointing: true, id: "", type: "", own: "", place: "title", side: "after", values: {}, name: null, environment: null, wrong: "" };

/** What a step needs of the picker. */
export interface StepWorld {
  words: Words;
  choosing: Choosing;
  choose(more: Partial<Choosing>): void;
  say(message: FromPicker): void;
  /** The record counts: what is shown is right. */
  agree(): void;
  /** The button goes beside the name. */
  besideTitle(): void;
  /** What this record is called, as far as that is known: no rule holds a word of it. */
  names: readonly string[];
  /** Whether the button's place is in a window of the page's around which nothing can be used. */
  shutIn: boolean;
}

/** The types that are offered; any other is the CRM's own. */
const TYPES = ["contact", "lead", "account", "case"] as const;

export function drawStep(state: PickerState, world: StepWorld): Drawn {
  const { draft } = state;
  switch (draft.step) {
    case "title": case "visitorId": return pointStep(draft, draft.step, world);
    case "recordId": return addressStep(draft, world);
    case "type": return typeStep(draft, world);
    case "anchor": return placeStep(draft, world);
    case "records": return recordsStep(state, world);
    case "saved": return savedStep(draft, world);
  }
}

/** Whether this step, as it is chosen, points at the page. */
export function pointsAt({ step }: Draft, { pointing, id, place }: Choosing): boolean {
  if (!pointing) return false;
  return step === "title" || step === "visitorId" || (step === "recordId" && id === "page") || (step === "anchor" && place === "point");
}

function countOf({ step, mending, base }: Draft, words: Words): string {
  return mending || base || step === "saved" ? "" : words.get("picker_count", String(steps.indexOf(step) + 1), String(steps.length - 1));
}

function drawn(draft: Draft, words: Words, name: string, nodes: HTMLElement[], more = ""): Drawn {
  const title = words.get(`picker_${name}`);
  return { title, count: countOf(draft, words), nodes, spoken: [title, more].filter(Boolean).join(" ") };
}

function back({ step, mending, base, seen }: Draft, { words, say }: StepWorld): HTMLElement[] {
  return step === "title" && !mending || (base && !mending) || seen.length > 0 && !mending ? [] : [control("link", words.get("picker_back"), () => say({ type: "back" }), "back")];
}

/** The control that has the keyboard while the page is pointed at, or the way back to that. */
function stage(world: StepWorld): HTMLElement[] {
  const { words, choosing } = world;
  if (!choosing.pointing) return [about(words.get("picker_paused")), row(first(control("main", words.get("picker_point"), () => world.choose({ pointing: true }), "point")))];
  const node = control("stage", words.get("picker_keys"), () => {}, "stage");
  node.dataset["stage"] = "";
  return [first(node)];
}

function pointStep(draft: Draft, part: Part, world: StepWorld): Drawn {
  const { words, choosing } = world;
  const more = words.get(`picker_${part}_about`);
  const list = part === "title" ? listHint(words) : [];
  const said = [more, ...list, choosing.wrong, words.get(choosing.pointing ? "picker_keys" : "picker_paused")];
  return drawn(draft, words, `${part}_point`, [about(more), ...list.map(about), ...wrong(choosing.wrong), ...stage(world), row(...back(draft, world))], said.filter(Boolean).join(" "));
}

/** A list is no record: said where the address looks like one's. */
function listHint(words: Words): string[] {
  return looksLikeList(location.href) ? [words.get("picker_list")] : [];
}

function addressStep(draft: Draft, world: StepWorld): Drawn {
  const { words, choosing, names } = world;
  const all = proposals(location.href);
  const { id } = choosing;
  const [inAddress, inPage] = [all.map(({ value }, at) => ({ value: String(at), text: value, code: true })), { value: "page", text: words.get("picker_id_page") }];
  const list = choices("id", words.get("picker_recordId_point"), isLikely(all[0], names) ? [...inAddress, inPage] : [inPage, ...inAddress], id, (id) => world.choose({ id, wrong: "" }));
  const take = () => {
    const { address, field } = all[Number(id)] ?? all[0]!;
    world.say({ type: "address", address: nameless(address, location.href, names), field });
  };
  const done = id === "page" ? [...wrong(choosing.wrong), ...stage(world), row(...back(draft, world))] : [row(first(control("main", words.get("picker_next"), take, "next")), ...back(draft, world))];
  return drawn(draft, words, "recordId_point", [about(words.get("picker_recordId_about")), ...listHint(words).map(about), list, ...done]);
}

function typeStep(draft: Draft, world: StepWorld): Drawn {
  const { words, choosing } = world;
  const type = choosing.type || typeIn(location.href) || "contact";
  const list = choices("type", words.get("picker_type"), [...TYPES.map((value) => ({ value, text: words.get(`picker_type_${value}`) })), { value: "own", text: words.get("picker_type_own") }], type, (type) => world.choose({ type }));
  const own = textField(words.get("picker_type_name"), choosing.own, "own", 60, (own) => world.choose({ own }));
  const name = type === "own" ? choosing.own.trim().replace(/\s+/g, "_") : type;
  const good = /^[A-Za-z0-9_.-]{1,60}$/.test(name);
  const next = first(control("main", words.get("picker_next"), () => world.say({ type: "named", name }), "next"));
  next.setAttribute("aria-disabled", String(!good));
  return drawn(draft, words, "type", [list, ...(type === "own" ? [own, about(words.get("picker_type_letters"))] : []), row(next, ...back(draft, world))]);
}

function placeStep(draft: Draft, world: StepWorld): Drawn {
  const { words, choosing } = world;
  const { place } = choosing;
  const list = choices("place", words.get("picker_anchor"), (["title", "point", "dock"] as const).map((value) => ({ value, text: words.get(`picker_place_${value}`) })), place, (place) => world.choose({ place: place as Choosing["place"], wrong: "", pointing: true }));
  const take = () => (place === "dock" ? world.say({ type: "placed", anchors: [{ side: "dock" }] }) : world.besideTitle());
  const done = place === "point" ? [...stage(world), row(...back(draft, world))] : [row(first(control("main", words.get("picker_next"), take, "next")), ...back(draft, world))];
  return drawn(draft, words, "anchor", [list, ...wrong(choosing.wrong), ...done], choosing.wrong);
}

function recordsStep(state: PickerState, world: StepWorld): Drawn {
  const { draft, reading, keyPattern } = state;
  const { words, choosing } = world;
  const now = reading && assess(draft, reading, choosing.values, admits(draft.rest, keyPattern));
  const progress = progressOf(draft, words);
  const said = now ? problemOf(draft, now, words) : words.get("picker_looking");
  const doubt = isByPosition(draft) ? [words.get("picker_by_position")] : [];
  const nodes = [
    about(words.get(draft.seen.length === 0 ? "picker_records_first" : "picker_records_about")),
    ...(now ? [tableOf(draft, now, world)] : []),
    ...choicesOf(now, world),
    ...doubt.map(about),
    element("p", now?.problem && !isCounted(draft, now) ? "problem" : "", said),
    ...widenOf(draft, now, world),
    ...dockOf(now, world),
    ...(now?.ready ? [row(first(control("main", words.get("picker_agree"), () => world.agree(), "agree")))] : []),
    element("p", "agreed", progress),
    ...saveOf(state, world),
  ];
  return drawn(draft, words, "records", nodes.filter(({ textContent, childElementCount }) => textContent || childElementCount > 0), [...doubt, said, progress].filter(Boolean).join(" "));
}

/** "2 of 2 records agree", of those that were opened before the one that is open; empty before the first that does. */
function progressOf(draft: Draft, words: Words): string {
  const [agreed, opened] = [draft.seen.length, openedOf(draft)];
  if (agreed === 0) return "";
  return words.get(opened === 1 ? "picker_agreed_one" : "picker_agreed", String(agreed), String(opened));
}

function problemOf(draft: Draft, now: Assessment, words: Words): string {
  const { problem, ready } = now;
  if (isCounted(draft, now)) return words.get("picker_counted");
  if (problem) return words.get(`picker_problem_${problem.why}`, problem.part ? words.get(`picker_part_${problem.part}`) : "");
  return ready ? words.get(draft.seen.length === 0 ? "picker_right_first" : "picker_right") : "";
}

/** Whether the page still shows the record that was counted last. */
function isCounted({ seen }: Draft, { problem, values }: Assessment): boolean {
  return problem?.why === "same_record" && values.recordId === seen.at(-1)?.id;
}

/** Each field with its value here, in how many ways it is found, and the way to point at it once more. */
function tableOf(draft: Draft, now: Assessment, { words, say }: StepWorld): HTMLElement {
  const table = element("table");
  for (const part of parts) {
    const line = table.insertRow();
    const name = words.get(`picker_part_${part}`);
    const head = element("th", "", name);
    head.scope = "row";
    const followed = left(draft[part]).filter((_, at) => !now.verdicts[part].filter((__, of) => !draft[part][of]?.dropped)[at]).length;
    const value = shown(now.values[part]);
    const cell = element("td", "", value || "–");
    if (value) cell.append(element("span", "ways", words.get(followed === 1 ? "picker_way" : "picker_ways", String(followed))));
    const mend = control("link", words.get("picker_mend"), () => say({ type: "mend", part }), `mend ${part}`);
    mend.setAttribute("aria-label", words.get("picker_mend_part", name));
    const last = element("td");
    last.append(mend);
    line.append(head, cell, last);
  }
  return table;
}

function shown(value = ""): string {
  return value.length > 120 ? `${value.slice(0, 120)}…` : value;
}

/** Where candidates found different values: which one it is. */
function choicesOf(now: Assessment | null, { words, choosing, choose }: StepWorld): HTMLElement[] {
  return parts.flatMap((part) => {
    const all = now?.choices[part];
    if (!all) return [];
    const label = words.get("picker_which", words.get(`picker_part_${part}`));
    return [element("p", "problem", label), choices(part, label, all.map((value) => ({ value, text: value, code: true })), choosing.values[part] ?? "", (value) => choose({ values: { ...choosing.values, [part]: value } }))];
  });
}

/** Where no place that was chosen is on a record, there is always a corner. */
function dockOf(now: Assessment | null, { words, say }: StepWorld): HTMLElement[] {
  if (now?.problem?.why !== "no_place") return [];
  return [row(control("plain", words.get("picker_place_dock"), () => say({ type: "placed", anchors: [{ side: "dock" }] }), "dock"))];
}

/** An address of a slightly other kind may be the same kind of record. */
function widenOf(draft: Draft, now: Assessment | null, { words, say }: StepWorld): HTMLElement[] {
  const path = now?.problem?.why === "other_page" && !draft.hash ? widened(draft.path, location.pathname) : "";
  return path ? [row(control("plain", words.get("picker_widen"), () => say({ type: "widen", path }), "widen"))] : [];
}

function savedStep(draft: Draft, { words, say, shutIn }: StepWorld): Drawn {
  const name = draft.confirmed ? "saved" : "kept";
  const said = [words.get(`picker_${name}_about`), draft.confirmed && shutIn ? words.get("picker_saved_shut_in") : ""].filter(Boolean);
  const done = first(control("main", words.get("picker_done"), () => say({ type: "leave" }), "done"));
  return drawn(draft, words, name, [...said.map(about), row(done)], said.join(" "));
}
