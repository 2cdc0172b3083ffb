/** What became of a look at one thing that Botmint stands on. */
export interface Finding {
  isOk: boolean;
  /** How it is, and what to do where it is not ok. */
  detail: string;
}

/** Looks at each thing that Botmint stands on, by its name. They do not throw. */
export type Checks = Readonly<Record<string, () => Promise<Finding>>>;
