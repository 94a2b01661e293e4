/**
 * The handle of a docked button: it is dragged, moved by the arrow keys, and
 * goes from corner to corner by a press, for those who cannot drag.
 */
import { Words } from "../words";

/** How far an arrow key moves, and how far a pointer has to, in CSS px, to be a drag and no press. */
const STEP = 16;
const DRAG = 4;

export interface GripWorld {
  /** Moves by so much from where it was grabbed; a key grabs and lets go at once. */
  grab(): void;
  drag(x: number, y: number): void;
  /** Leaves it where it is now, or takes it back. */
  drop(keep: boolean): void;
  /** Goes on to the next corner, or to where it was at first. */
  corner(): void;
  home(): void;
}

const arrows: { [key: string]: [number, number] } = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export class Grip {
  readonly node = document.createElement("button");
  readonly #status = document.createElement("span");
  #world: GripWorld;
  #from: { x: number; y: number; dragged: boolean } | null = null;

  constructor(world: GripWorld, words = new Words()) {
    this.#world = world;
    this.node.type = "button";
    this.node.className = "grip";
    this.node.title = words.get("dock_move");
    this.node.setAttribute("aria-label", this.node.title);
    this.#status.className = "status";
    this.#status.setAttribute("role", "status");
    const hear = <E extends Event>(type: string, heard: (event: E) => void) => this.node.addEventListener(type, (event) => event.isTrusted && heard(event as E));
    hear<PointerEvent>("pointerdown", (event) => this.#down(event));
    hear<PointerEvent>("pointermove", (event) => this.#move(event));
    hear<PointerEvent>("pointerup", () => this.#end(true));
    hear<PointerEvent>("lostpointercapture", () => this.#end(false));
    hear<MouseEvent>("click", (event) => event.detail === 0 && this.#world.corner()); // by a key or a screen reader; a pointer's has ended in pointerup
    hear<KeyboardEvent>("keydown", (event) => this.#key(event));
  }

  get nodes(): HTMLElement[] {
    return [this.node, this.#status];
  }

  get dragging(): boolean {
    return this.#from !== null;
  }

  say(sentence: string): void {
    this.#status.textContent = sentence;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.#from = { x: event.clientX, y: event.clientY, dragged: false };
    this.node.setPointerCapture(event.pointerId);
    this.#world.grab();
  }

  #move(event: PointerEvent): void {
    if (!this.#from) return;
    const [x, y] = [event.clientX - this.#from.x, event.clientY - this.#from.y];
    this.#from.dragged ||= Math.hypot(x, y) > DRAG;
    if (this.#from.dragged) this.#world.drag(x, y);
  }

  #end(keep: boolean): void {
    const from = this.#from;
    this.#from = null;
    if (!from) return;
    if (from.dragged || !keep) this.#world.drop(keep);
    else this.#world.corner();
  }

  #key(event: KeyboardEvent): void {
    const arrow = arrows[event.key];
    if (event.key === "Escape" && this.#from) this.#end(false);
    else if (event.key === "Home") this.#world.home();
    else if (arrow) this.#nudge(...arrow);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #nudge(x: number, y: number): void {
    this.#world.grab();
    this.#world.drag(x, y);
    this.#world.drop(true);
  }
}
