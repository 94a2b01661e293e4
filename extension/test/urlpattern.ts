/** As much of a browser's URLPattern as the addresses of these tests need: names with or without a pattern of their own. */
type Part = "pathname" | "search" | "hash";

(globalThis as { URLPattern?: unknown }).URLPattern ??= class {
  #patterns: { [part: string]: string };
  constructor(patterns: { [part: string]: string }) {
    this.#patterns = patterns;
  }
  exec(address: { [part: string]: string }) {
    const [[part = "pathname", pattern = ""] = []] = Object.entries(this.#patterns);
    const source = pattern.replace(/:(\w+)(\((?:[^()]|\\.)*\))?/g, (_, name, own = "([^/]+)") => `(?<${name}>${own.slice(1, -1)})`);
    const found = new RegExp(`^${source}$`).exec(address[part as Part] ?? "");
    return found && { [part]: { groups: { ...found.groups } } };
  }
};
