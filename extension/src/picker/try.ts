/** Tries a rule on the page that is open, for the rules page: what each candidate finds, or why not. Nothing stays in the page. */
import { pathGroups } from "../content/resolve";
import type { ObjectRule } from "../protocol.gen";
import { confirming } from "./draft";
import { evaluate, showsAll } from "./evaluate";
import type { FoundHere } from "./says";

/** What one frame of a page says of a rule: of its first object that fits the address and what is shown, or, in a frame, of that one. */
export interface Tried {
  address: string;
  /** The place of the object among the rule's; -1 where none fits this address. */
  object: number;
  found: FoundHere | null;
}

function tried(objects: ObjectRule[], wanted: number): Tried {
  const top = window === window.top;
  const at = top ? objects.findIndex((one) => (one.visitorId?.length ?? 0) > 0 && pathGroups(one, location.href) !== null && (one.region || showsAll(one.shows))) : wanted;
  const object = objects[at];
  if (!object) return { address: location.href, object: -1, found: null };
  const { found } = evaluate(confirming("", "", "", object), location.href, top);
  return { address: location.href, object: at, found };
}

(globalThis as { glanceTry?: typeof tried }).glanceTry = tried;
