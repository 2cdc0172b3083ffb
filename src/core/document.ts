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
  button?: Button;
}

export interface Table {
  columns: string[];
  rows: Text[][];
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
