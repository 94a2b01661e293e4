/** Whether a value may be a visitor id, as far as the page can tell. */
import { fits } from "../content/read";
import { normalise } from "../content/value";
import type { ObjectRule } from "../protocol.gen";

type Steps = Pick<ObjectRule, "normalise" | "pattern" | "derive">;

/** Whether what comes after the steps may be one: of an id that is derived only the host can say. */
export function admits({ pattern = "", derive }: Partial<Steps>, keyPattern: string): (visitorId: string) => boolean {
  return (visitorId) => visitorId !== "" && (derive !== undefined || (fits(visitorId, keyPattern) && fits(visitorId, pattern)));
}

/** The same of what a page shows. */
export function mayShow(steps: Partial<Steps>, keyPattern: string): (shown: string) => boolean {
  return (shown) => admits(steps, keyPattern)(normalise(steps.normalise, shown) ?? "");
}
