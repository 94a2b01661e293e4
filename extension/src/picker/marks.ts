/** Lines round what a rule finds in the page, each with the name of its field, so that a person sees where a value comes from. */
import { element } from "./pointer";

export interface Mark {
  name: string;
  node: Node;
}

export class Marks {
  #into: HTMLElement;
  #marks: Mark[] = [];
  #stopped = new AbortController();

  constructor(into: HTMLElement) {
    this.#into = into;
    const heard = { capture: true, passive: true, signal: this.#stopped.signal };
    document.addEventListener("scroll", () => this.#draw(), heard);
    addEventListener("resize", () => this.#draw(), heard);
  }

  show(marks: Mark[]): void {
    this.#marks = marks;
    this.#draw();
  }

  stop(): void {
    this.#stopped.abort();
  }

  #draw(): void {
    const drawn = this.#marks.flatMap(({ name, node }) => {
      const box = boxOf(node);
      if (!box || box.width === 0 || box.height === 0) return [];
      const made = element("div", "mark");
      made.style.cssText = `left: ${Math.round(box.left - 4)}px; top: ${Math.round(box.top - 4)}px; width: ${Math.round(box.width + 8)}px; height: ${Math.round(box.height + 8)}px`;
      made.append(element("span", "", name));
      return [made];
    });
    this.#into.replaceChildren(...drawn);
  }
}

function boxOf(node: Node): DOMRect | null {
  if (!node.isConnected) return null;
  if (node instanceof Element) return node.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}
