/** Notices that an element moves in the window without being resized: by a margin around the window that fits it exactly. */
import type { Box } from "./spot";

export class Shift {
  #moved: () => void;
  #observer: IntersectionObserver | null = null;
  #margin = "";

  constructor(moved: () => void) {
    this.#moved = moved;
  }

  /** Watches an element where it is, until it is watched elsewhere. */
  watch(element: Element, box: Box): void {
    const { clientWidth, clientHeight } = document.documentElement;
    const inside = box.top >= 0 && box.left >= 0 && box.bottom <= clientHeight && box.right <= clientWidth;
    const rootMargin = inside ? [-box.top, box.right - clientWidth, box.bottom - clientHeight, -box.left].map((px) => `${Math.floor(px)}px`).join(" ") : "0px";
    if (rootMargin === this.#margin) return;
    this.stop();
    this.#margin = rootMargin;
    let first = true;
    this.#observer = new IntersectionObserver(() => (first ? (first = false) : this.#moved()), { rootMargin, threshold: [0, 0.5, 0.99] });
    this.#observer.observe(element);
  }

  /** Watches nothing; what is watched next is another. */
  stop(): void {
    this.#observer?.disconnect();
    this.#margin = "";
  }
}
