/** Words from a messages.json as chrome.i18n gives them, for where there is no chrome.i18n: tests and pictures. */
import type { Source } from "../src/words";

/** The shape of _locales/<language>/messages.json. */
export type Messages = { [key: string]: { message: string; placeholders?: { [name: string]: { content: string } } } };

export function sourceOf(messages: Messages): Source {
  return (key, parts) => {
    const found = messages[key];
    if (!found) return "";
    return found.message.replace(/\$([A-Z_]+)\$/g, (_, name: string) => {
      const at = Number(found.placeholders?.[name.toLowerCase()]?.content.slice(1) ?? 0);
      return parts[at - 1] ?? "";
    });
  };
}
