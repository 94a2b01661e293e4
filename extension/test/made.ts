/** A site's rule as the picker makes it: by what is pointed at on one record, and what of that followed on another. */
import { proposals } from "../src/picker/address";
import { candidatesOf } from "../src/picker/candidates";
import { fresh, isConfirmed, next, parts, type Draft, type Part } from "../src/picker/draft";
import { evaluate, valuesOf } from "../src/picker/evaluate";
import { together } from "../src/background/pickerdraft";
import { objectOf } from "../src/picker/save";
import type { Reading } from "../src/picker/assess";
import type { Field, ObjectRule } from "../src/protocol.gen";
import { drawRecord, type Drawn, type Person, type Site } from "./records";

/** The rule that comes of these two records; null where it is not confirmed. */
export function pointedAt(site: Site, people: readonly [Person, Person]): ObjectRule | null {
  const drawn = show(site, people[0]);
  const point = (draft: Draft, part: Part, selector: string) => next(draft, { type: "picked", part, fields: candidates(drawn.inside.querySelector(selector)!, part, draft) }, null);
  const named = point(fresh("https://crm.example/*", "CRM"), "title", "h1");
  const held = identify(site, point(named, "visitorId", `.own [${site.mark}="visitor"]`), drawn);
  const placed = next(next(held, { type: "named", name: "contact" }, null), { type: "placed", anchors: [{ side: "dock" }] }, null);
  const tried = people.reduce((draft, person) => followed(site, draft, person), placed);
  return isConfirmed(tried) ? objectOf(tried) : null;
}

/** Alone on a page of its own address. */
function show(site: Site, person: Person): Drawn {
  document.body.replaceChildren();
  history.replaceState(null, "", `/contacts/${person.id}`);
  return drawRecord(site, person, document.body);
}

/** What the picker makes of an element: nothing in it holds what the other fields show. */
function candidates(element: Element, part: Part, draft: Draft): Field[] {
  return candidatesOf(element, part, draft, true, valuesOf(draft, parts.filter((other) => other !== part), true));
}

/** The record's id, in the address or beside its label. */
function identify({ dice, mark }: Site, draft: Draft, { inside }: Drawn): Draft {
  const [proposed] = proposals(location.href);
  if (!proposed) return draft;
  const [shown] = candidates(inside.querySelector(`.own [${mark}="record"]`)!, "recordId", draft);
  return next(draft, { type: "address", address: proposed.address, field: (dice.chance(300) && shown) || proposed.field }, null);
}

/** The draft after a person said that what is found on this record is right. */
function followed(site: Site, draft: Draft, person: Person): Draft {
  show(site, person);
  const { fits, places, found } = evaluate(draft, location.href, true);
  const told = Object.fromEntries(parts.map((part) => [part, found[part].map((one) => together([one]))])) as Reading["found"]; // as the worker does
  return next(draft, { type: "agree", chosen: {} }, { url: location.href, fits, anchored: places.length > 0, found: told });
}
