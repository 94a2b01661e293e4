/** Makes an element with a class and text. Text is never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, kind = "", text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}

/** Facts in one line, each in its own direction. */
export function dotted(facts: string[]): (string | HTMLElement)[] {
  return facts.flatMap((fact, at) => [at > 0 ? " · " : "", element("bdi", "", fact)]);
}

/** A control that looks like a link. */
export function link(text: string, press: () => void): HTMLButtonElement {
  const made = element("button", "link", text);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}
