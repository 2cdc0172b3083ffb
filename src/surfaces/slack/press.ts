import { z } from 'zod';

/** What a button carries, and what a modal remembers: a command with inputs. Never a secret. */
const Press = z.object({
  command: z.string(),
  input: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The person said yes in a dialog of the button's own. */
  confirmed: z.boolean(),
  /** Of a form: that every field is shown. */
  isOpen: z.boolean().optional(),
});

export type Press = z.output<typeof Press>;

export const press = (pressed: Press): string => JSON.stringify(pressed);

/** @throws when it is not what `press` wrote: buttons come back from outside. */
export const readPress = (value: string): Press => Press.parse(JSON.parse(value));
