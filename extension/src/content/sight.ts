/** The page, or one region of it, for one reading. */
import type { FrameAnswer, FrameReport } from "../messages";
import type { Field } from "../protocol.gen";
import { MOST_ROOTS, within } from "./flat";
import { frameAt } from "./frames";
import { besideLabels } from "./labels";
import { plainLabel, Survey, survey } from "./survey";
import { visibleText } from "./text";
import { plain } from "./value";

/** Nodes of one candidate that are looked at; with more it cannot be told whose the value is. */
export const MOST = 200;

/** What else is known of a page when a part of it is read. */
export interface Around {
  /** Regions inside the scope: what is in them is theirs. */
  without?: readonly Element[];
  /** What frames said. */
  reports?: readonly FrameReport[];
  /** Whether the address and the page's head speak of another record than this, or of several. */
  among?: boolean;
  /** The roots of the whole page, where they are known already, and its labels with them. */
  roots?: readonly ParentNode[];
}

/** One frame's answer, with its element in this page. */
export interface FrameSaid {
  element: Element;
  said: FrameAnswer;
  mark: string;
}

export class Sight {
  readonly roots: readonly ParentNode[];
  /** Whether what is in sight is the page's one record, so that the address speaks of it. */
  readonly alone: boolean;
  #scope: Element | null;
  #around: Around;
  #survey: Survey;

  constructor(fields: readonly Field[], scope: Element | null = null, around: Around = {}) {
    const labels = labelsOf(fields);
    const all = around.roots ?? survey().seek(labels).roots;
    const known = !scope || (all.length < MOST_ROOTS && all.includes(scope.getRootNode() as ParentNode & Node));
    this.#survey = known ? survey() : new Survey(scope).seek(labels);
    this.roots = !known ? this.#survey.roots : scope ? [scope, ...all.filter((root) => within(root, scope))] : all;
    this.alone = !around.among;
    this.#scope = scope;
    this.#around = around;
  }

  /** Whether there are more roots than are looked into. */
  get full(): boolean {
    return this.roots.length >= MOST_ROOTS;
  }

  /** The nodes that a label or a selector finds; more than MOST where there are more. */
  nodesOf({ label, selector }: Field): Node[] {
    return label ? this.besideLabel(label) : this.select(selector ?? "");
  }

  /** The elements of a selector, in every root; more than MOST where there are more. One the browser does not take finds nothing. */
  select(selector: string): Element[] {
    if (!selector) return [];
    const found: Element[] = [];
    try {
      if (this.#scope?.matches(selector)) found.push(this.#scope);
      for (const root of this.roots) {
        const list = root.querySelectorAll(selector);
        for (let at = 0; at < list.length && found.length <= MOST; at++) if (this.#owns(list[at]!)) found.push(list[at]!);
      }
    } catch {
      return [];
    }
    return found;
  }

  /** The nodes that hold the value beside each such label; where no such label is seen, the labels themselves. */
  besideLabel(label: string): Node[] {
    const found = this.labelled(label);
    return found.length > MOST ? found : besideLabels(found).filter((node) => this.#has(node));
  }

  /** The elements of which this is the whole text. */
  textsOf(text: string): Element[] {
    const whole = plain(text);
    return this.labelled(text).filter((element) => plain(visibleText(element, whole.length + 50) ?? "") === whole);
  }

  /** The elements of a label; more than MOST where there are more. */
  labelled(label: string): Element[] {
    return this.#survey.labelled(plainLabel(label)).filter((element) => this.#has(element)).slice(0, MOST + 1);
  }

  /** What the frames in sight said of a field. */
  framesOf(field: Field): FrameSaid[] {
    const name = JSON.stringify(field);
    return (this.#around.reports ?? []).flatMap(({ answers, way, frame, drawn }) => {
      const said = answers[name];
      const element = said ? frameAt(way, this.#around.roots ?? this.roots) : null;
      return said && element && this.#has(element) ? [{ element, said, mark: `frame ${frame} ${drawn}` }] : [];
    });
  }

  /** Whether a node is in the scope. */
  #has(node: Node): boolean {
    return (!this.#scope || within(node, this.#scope)) && this.#owns(node);
  }

  /** Whether a node is not a region's of its own. */
  #owns(node: Node): boolean {
    return !this.#around.without?.some((region) => within(node, region));
  }
}

/** The labels of fields, as they are looked for. */
export function labelsOf(fields: readonly Field[]): string[] {
  return fields.flatMap((field) => (field.label && !field.frame ? [plainLabel(field.label)] : []));
}
