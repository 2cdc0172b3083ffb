import type { Secret } from './secret.ts';
import type { Text } from './text.ts';

/** An answer before a surface dresses it. */
export interface Document {
  /** What is so, and the next step. */
  text: Text;
  /** At most four, as on a card: a label and its value. */
  facts?: [label: string, value: Text][];
  /** Lines below each other, each a thing of its own. */
  lines?: Line[];
  /** Parts of a whole, each under a heading of its own. */
  sections?: Section[];
  table?: Table;
  /** To be shown once, where only the one who asked can see it. */
  secret?: Secret;
  /** One line in grey: who, when. */
  note?: Text;
  /** At most three, the safe one first. */
  buttons?: Button[];
}

export interface Line {
  text: Text;
  /** One beside it, or several below it; at most three. */
  buttons?: Button[];
}

export interface Section {
  heading: string;
  lines: Line[];
  /** What is said when there are none. */
  none: Text;
}

/** Where a surface has buttons and a row has some, the rows are `lines` there, each with its buttons. */
export interface Table {
  columns: string[];
  rows: Text[][];
  lines?: Line[];
}

/** A command with its inputs, one press away. */
export interface Button {
  label: string;
  command: string;
  input: Record<string, string | number>;
  danger?: boolean;
  /** Asked before the press counts. */
  confirm?: Question;
}

/** Something that a person has to say yes to. */
export interface Question {
  title: string;
  text: Text;
  yes: string;
  no: string;
}
