/** The page's one reader of the clock; everything else is told the time. Milliseconds. */
export const now = (): number => Date.now();
