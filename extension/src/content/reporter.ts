/** In a frame: says what the fields hold that the page around it looks for here. */
import type { FrameAnswer, FromPage } from "../messages";
import type { Field } from "../protocol.gen";
import { framesAround, wayHere } from "./frames";
import { MOST, read, Sight, type Answer } from "./resolve";

export class Reporter {
  #fields: readonly Field[] = [];
  #marks: readonly Node[] = [];
  #drawn = 0;
  #said = "";

  /** The fields to look for; what is said begins anew. */
  take(fields: readonly Field[]): void {
    this.#fields = fields.map(({ frame: _, ...field }) => field);
    this.#said = "";
  }

  get busy(): boolean {
    return this.#fields.length > 0;
  }

  /** What there is to say: news, or the answer to a question. Nodes are to be watched; whole: every field is there. */
  look(ask = 0): { message: FromPage | null; nodes: Node[]; whole: boolean; roots: readonly ParentNode[] } {
    const sight = new Sight(this.#fields);
    const found = this.#fields.map((field) => sight.nodesOf(field));
    const nodes = found.flat();
    if (nodes.length !== this.#marks.length || nodes.some((node, at) => node !== this.#marks[at])) this.#drawn++;
    this.#marks = nodes;
    const way = wayHere();
    const hidden = way === null || !framesAround().every(isShown);
    const answers = this.#fields.map((field, at) => answerOf(field, found[at]!, sight.full, hidden));
    const said = JSON.stringify([way, this.#drawn, answers]);
    const message: FromPage | null = said === this.#said && !ask ? null : { type: "fields", ask, way: way ?? [], drawn: this.#drawn, answers };
    this.#said = said;
    return { message, nodes, whole: found.every(({ length }) => length > 0), roots: sight.roots };
  }
}

/** The elements are of other windows than this one's. */
function isShown(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

function answerOf(field: Field, nodes: readonly Node[], full: boolean, hidden: boolean): FrameAnswer {
  const many = full || nodes.length > MOST;
  const answers: Answer[] = many ? [] : nodes.map((node) => (hidden ? { kind: "hidden" } : read(node, field)));
  const values = [...new Set(answers.flatMap((answer) => (answer.kind === "value" ? [answer.value] : [])))];
  return { values: values.slice(0, 2), hidden: answers.some(({ kind }) => kind === "hidden"), many: many || answers.some(({ kind }) => kind === "many") };
}
