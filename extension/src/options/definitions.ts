/** What the schema, compiled in, says of each setting: its form, its limits, and who may set it. */
import schema from "../../../manifests/settings.schema.json";

/** How a setting is shown and typed. */
export type Kind = "switch" | "select" | "number" | "text" | "list" | "object";

/** Who may set it: only the administrator's file, an administrator anywhere, or a person too. */
export type Layer = "file" | "administrator" | "anyone";

export type Unit = "" | "milliseconds" | "seconds" | "minutes";

export interface Definition {
  key: string;
  kind: Kind;
  /** What may be chosen, of a select. */
  values: string[];
  /** The limits of a number. */
  least: number;
  most: number;
  unit: Unit;
  layer: Layer;
  /** Its value is never shown. */
  secret: boolean;
}

/** The part of JSON Schema that is used. */
interface Property {
  type?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  "x-layer": string;
  "x-secret"?: boolean;
}

const kinds: { [type: string]: Kind } = { boolean: "switch", integer: "number", string: "text", array: "list" };

function define(key: string, property: Property): Definition {
  return {
    key,
    kind: property.enum ? "select" : (kinds[property.type ?? ""] ?? "object"),
    values: property.enum ?? [],
    least: property.minimum ?? 0,
    most: property.maximum ?? 0,
    unit: unitOf(key),
    layer: property["x-layer"] as Layer,
    secret: property["x-secret"] ?? false,
  };
}

/** The keys name their units. */
function unitOf(key: string): Unit {
  const [unit] = /(milliseconds|seconds|minutes)$/i.exec(key) ?? [""];
  return unit.toLowerCase() as Unit;
}

const properties: { [key: string]: Property } = schema.properties;

/** Every setting but roles, which name people and are no setting of this desk. */
export const definitions: Definition[] = Object.keys(properties)
  .filter((key) => key !== "roles")
  .map((key) => define(key, properties[key] as Property));

/** The definition of a key; of one that a newer host knows, as much as can be told of it. */
export function definitionOf(key: string): Definition {
  return definitions.find((definition) => definition.key === key) ?? define(key, { type: "object", "x-layer": "administrator" });
}
