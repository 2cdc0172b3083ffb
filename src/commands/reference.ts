import type { Choice, Context } from './declare.ts';

/** How many choices are offered at once. */
export const OFFERED = 50;

/** What a row is wanted for: to look at it, to ask about it first, or to change it. */
export type Purpose = 'look' | 'ask' | 'change';

/** A row that an input names. */
interface Naming {
  field: string;
  /** As it was typed. */
  text: string;
  purpose: Purpose;
  /** Whether it may be somebody else's, where it is to be changed. */
  anyones: boolean;
}

/** A kind of row that an input can name. */
export interface Reference<Row = unknown> {
  /** The row, locked where it is to be changed. @throws AppError when there is none or it is not theirs to change. */
  find(context: Context, naming: Naming): Promise<Row>;
  /** Those the actor may act on that fit what was typed, in lower case. */
  choices(context: Context, like: string): Promise<Choice[]>;
}
