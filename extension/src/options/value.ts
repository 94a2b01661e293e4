/** A setting's value as JSON, as the host has it, and as text, as a control does. */
import type { Definition } from "./definitions";

/** The text of a value: what a control holds, and what is read where there is none. */
export function textOf({ kind }: Pick<Definition, "kind">, json: string): string {
  if (kind === "number" || kind === "switch" || json === "") return json;
  const value: unknown = JSON.parse(json);
  if (kind === "list" && Array.isArray(value)) return value.map(String).join("\n");
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** The value that a text means; null where it is no number and had to be. Whether it is within its limits, the host says. */
export function jsonOf({ kind }: Pick<Definition, "kind">, text: string): string | null {
  const plain = text.trim();
  if (kind === "switch") return plain;
  if (kind === "number") return /^-?\d+$/.test(plain) ? String(BigInt(plain)) : null;
  return JSON.stringify(plain);
}
