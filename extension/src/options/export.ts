/** What counts at this desk, as a file to pass on: every setting with its source, without secrets. */
import type { Setting, SettingsResult } from "../protocol.gen";
import { definitionOf } from "./definitions";

export interface Versions {
  extension: string;
  host: string;
}

const WITHHELD = "[not told]";

/** The text of the file. */
export function exported({ settings, roles, mistakes, file }: SettingsResult, versions: Versions, at: Date): string {
  const all = settings.map((setting) => [setting.key, one(setting)]);
  return JSON.stringify({ exported: at.toISOString(), versions, roles: roles ?? [], personFile: file, settings: Object.fromEntries(all), mistakes: mistakes ?? [] }, null, 2) + "\n";
}

export function exportName(at: Date): string {
  return `glance-settings-${at.toISOString().slice(0, 10)}.json`;
}

function one({ key, value, secret, source, origin, locked }: Setting) {
  const hidden = secret || (definitionOf(key).secret && source !== "default");
  const told = hidden ? WITHHELD : withoutKeys(JSON.parse(value));
  return { value: told, source, ...(origin ? { origin } : {}), ...(locked ? { locked } : {}) };
}

/** An address may carry a key in its query or hash, or a password. */
function withoutKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (typeof value !== "string" || !(URL.canParse(value) || value.startsWith("/"))) return value;
  return value.replace(/^(\w+:\/\/)[^/?#]*@/, `$1${WITHHELD}@`).replace(/[?#].*$/s, (rest) => rest[0] + WITHHELD);
}
