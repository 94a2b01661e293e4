/**
 * What an administrator set for this extension in the browser itself. A browser
 * may take seconds after its start to tell, and first tells a forced install of
 * nothing: until it has, what it told last counts.
 */

const STORED = "policy";

export class Policy {
  /** What counts is no longer what was given last. */
  onChanged: () => void = () => {};
  #text: Promise<string>;
  #given: string | null = null;

  constructor() {
    this.#text = chrome.storage.local.get(STORED).then((kept) => String(kept[STORED] ?? ""), () => "");
    void this.#hear();
    chrome.storage.onChanged.addListener((_, area) => {
      if (area === "managed") void this.#hear();
    });
  }

  /** Managed storage as hello takes it; nothing where there is none. */
  async greeting(): Promise<{ policy?: string }> {
    this.#given = await this.#text;
    return this.#given ? { policy: this.#given } : {};
  }

  async #hear(): Promise<void> {
    // Firefox has no managed storage, and says so, where there is no policy.
    const all = await chrome.storage.managed.get(null).catch(() => ({}));
    const text = Object.keys(all).length > 0 ? JSON.stringify(all) : "";
    if (text === (await this.#text)) return;
    this.#text = Promise.resolve(text);
    await chrome.storage.local.set({ [STORED]: text });
    if (this.#given !== null && this.#given !== text) this.onChanged();
  }
}
