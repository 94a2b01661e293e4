/** The buttons of one record: one at each of its places, and all show one state. */
import { Button, type ButtonWorld } from "./button";
import { PageGuard } from "./exposure";
import type { Shown } from "./faces";
import { Place } from "./place";
import type { Reading } from "./read";

interface Standing {
  place: Place;
  button: Button;
}

export class Buttons {
  /** The agent attends to one of them. */
  onUsed: () => void = () => {};
  #world: Omit<ButtonWorld, "guard" | "quiet">;
  #standing: Standing[] = [];
  #places = 0;
  #shown: Shown | null = null;
  #style = "";

  constructor(world: Omit<ButtonWorld, "guard" | "quiet">) {
    this.#world = world;
  }

  dress(style: string): void {
    this.#style = style;
    for (const { button } of this.#standing) button.dress(style);
  }

  /** Stands one beside each element, or in the dock; without places none is seen. */
  attach(places: Reading["places"]): void {
    this.#places = places.length;
    while (this.#standing.length < places.length) this.#add();
    this.#standing.forEach(({ place }, at) => place.attach(places[at]?.element ?? null, places[at]?.side ?? "after"));
  }

  show(shown: Shown): void {
    this.#shown = shown;
    for (const { button, place } of this.#standing) {
      button.show(shown);
      place.renew();
    }
  }

  notice(sentence: string): void {
    for (const { button } of this.#standing.slice(0, Math.max(1, this.#places))) button.notice(sentence);
  }

  /** Brings the first of them into view. */
  point(): void {
    this.#standing[0]?.button.point();
  }

  /** The same with a sentence, and with the key field open where there is one. */
  ask(sentence: string): void {
    this.#standing[0]?.button.ask(sentence);
  }

  /** Whether an element of the page's own tree is one of them. */
  has(target: EventTarget | undefined): boolean {
    return this.#standing.some(({ place }) => place.host === target);
  }

  stop(): void {
    for (const { place, button } of this.#standing) {
      button.stop();
      place.stop();
    }
    this.#standing = [];
  }

  /** The first one speaks for all. */
  #add(): void {
    const place = new Place();
    const guard = new PageGuard(place.root);
    place.onMoved = () => guard.moved();
    const button = new Button(place.root, { ...this.#world, guard, quiet: this.#standing.length > 0 });
    for (const attended of ["pointerenter", "focusin"]) place.host.addEventListener(attended, (event) => event.isTrusted && this.onUsed());
    if (this.#style) button.dress(this.#style);
    if (this.#shown) button.show(this.#shown);
    this.#standing.push({ place, button });
  }
}
