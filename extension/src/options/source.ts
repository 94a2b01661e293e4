/** Where a setting's value comes from, who locked it, and who could change it, in words. */
import type { Setting } from "../protocol.gen";
import type { Words } from "../words";
import type { Layer } from "./definitions";

/** The origin stands apart, to be shown as a path. */
export interface Source {
  words: string;
  path: string;
}

export function sourceOf(setting: Setting, layer: Layer, words: Words): Source {
  const { source, origin = "", locked = false, own = false } = setting;
  if (source === "default" && locked) return { words: words.get("options_source_default_locked"), path: "" };
  if (source === "default") return { words: words.get(own ? "options_source_default" : `options_source_default_${layer === "file" ? "file" : "administrator"}`), path: "" };
  const named = words.get(`options_source_${source}${locked ? "_locked" : ""}`, source === "role" ? roleIn(origin) : origin);
  return { words: named, path: source === "administrator" ? origin : "" };
}

/** The name of the role in an origin. */
function roleIn(origin: string): string {
  return /"(.*)"/.exec(origin)?.[1] ?? origin;
}
