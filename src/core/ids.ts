declare const noun: unique symbol;

/** A UUID that says what it is the id of: an `Id<'bot'>` is no `Id<'token'>`. */
export type Id<Noun extends string> = string & { readonly [noun]: Noun };
