import { z } from 'zod';
import { parseDuration } from '../core/durations.ts';
import { AppError } from '../core/errors.ts';
import { BOT_NAME, notAName } from '../core/names.ts';
import { type Scope, SCOPES } from '../core/scopes.ts';
import { listed, quoted, say, type Text } from '../core/text.ts';
import { holdsToken } from '../core/tokens.ts';

/** Kinds of rows that an input can name. */
export type ReferenceKind =
  | 'bot'
  | 'token'
  | 'member'
  | 'member or none'
  | 'bot offered to me'
  | 'bot offered'
  | 'approval'
  | 'claim'
  | 'webhook';

/** What a person is told about an input. */
export interface Hint {
  label: string;
  hint: string;
  /** The letter of its short flag. */
  short?: string;
  /** Shown in an empty field. */
  placeholder?: string;
  /** What it names: a row, to be resolved. */
  reference?: ReferenceKind;
  /** It may be somebody else's, though it is to be changed. */
  anyones?: boolean;
  /** Yes or no: said without a value, it is yes. */
  flag?: boolean;
  /** Several values, given as a list or with commas or spaces between. */
  list?: boolean;
  /** Takes the rest of the line. */
  rest?: boolean;
  /** Left out of forms: paging and the like. */
  unasked?: boolean;
  /** An empty one is an answer, to be refused with a sentence of its own. */
  blank?: boolean;
  /** Can be left out, but a person who does is asked; left empty then, it is left out. */
  asked?: boolean;
  /** The bytes of a file, in base64. */
  file?: boolean;
  /** May be pasted only where nobody else sees it, and is never shown again. */
  secret?: boolean;
  /** Says of a secret what no promise of one keeps: it is asked where the secret may be shown. */
  atOnce?: boolean;
  /** Stands in no record of what was asked: it opens something for a while. */
  unrecorded?: boolean;
}

export const hints = z.registry<Hint>();

/** What `read` makes of an input, or refuses with a sentence of its own. */
export function readAs<Given, T>(given: z.ZodType<Given>, read: (value: Given) => T) {
  return given.transform((value, context) => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      context.issues.push({
        code: 'custom',
        message: error.message,
        input: value,
        params: { text: error.text },
      });
      return z.NEVER;
    }
  });
}

/** A text that `read` accepts or refuses with a sentence of its own. */
export const textRead = <T>(read: (text: string) => T) => readAs(z.string(), read);

/** @throws AppError that says why an input is not as it has to be. */
export const refuse = (text: Text): never => {
  throw new AppError('invalid_input', text);
};

export const BotName = textRead((text) => (BOT_NAME.test(text) ? text : refuse(notAName(text)))).register(
  hints,
  {
    label: 'Username',
    hint: 'Lower-case letters, digits, . _ and -, 2 to 31 of them.',
    short: 'u',
    placeholder: 'steve',
  },
);

export const BotRef = z.string().brand<'bot'>().register(hints, {
  label: 'Bot',
  hint: 'The username of a bot.',
  short: 'u',
  placeholder: 'steve',
  reference: 'bot',
});

export const TokenRef = z.string().brand<'token'>().register(hints, {
  label: 'Token ID',
  hint: 'The id of a token, or six or more characters of it. It is no secret.',
  placeholder: '87434498',
  reference: 'token',
});

export const MemberRef = z.string().brand<'member'>().register(hints, {
  label: 'Person',
  hint: 'Somebody of this workspace, as in @bob.',
  placeholder: '@bob',
  reference: 'member',
});

export const ApprovalRef = z.string().brand<'approval'>().register(hints, {
  label: 'Request',
  hint: 'The id of a request, or six or more characters of it.',
  placeholder: '5b1f09c2',
  reference: 'approval',
});

/** Whole seconds, of Sym's grammar or of a number, as Sym's own client sends them. */
export const Expiry = z
  .preprocess((value) => (typeof value === 'number' ? `${value}s` : value), textRead(parseDuration))
  .register(hints, {
    label: 'Expiry',
    hint: 'A number and a unit, s m h d w mo y. Left out: 1y, or as your policy is.',
    short: 'e',
    placeholder: '100d',
    asked: true,
  });

/** A time as `Expiry` reads it, that means something else; whole seconds. */
export const duration = (hint: Hint) =>
  z
    .preprocess((value) => (typeof value === 'number' ? `${value}s` : value), textRead(parseDuration))
    .register(hints, hint);

export const Label = textRead(readLabel).register(hints, {
  label: 'Label',
  hint: 'What it is for, in 1 to 100 characters.',
  short: 'l',
  placeholder: 'Deployment token',
});

/** A label on one line. @throws AppError for one that is empty, too long or a token. */
export function readLabel(text: string): string {
  const label = text.trim();
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(label))
    return refuse(say`A label is one line of text, without tabs or line breaks.`);
  if (label === '')
    return refuse(say`A label has 1 to 100 characters, and this one is empty. Leave it out for none.`);
  if (holdsToken(label))
    return refuse(say`That is a token, and a label is seen by everybody. Say what it is for.`);
  const { length } = Array.from(label);
  return length > 100 ? refuse(say`A label has at most 100 characters, and this one has ${length}.`) : label;
}

/** Yes or no, in words or in JSON; no unless said. */
export const yesOrNo = (label: string, hint: string, more: Partial<Hint> = {}) =>
  z
    .preprocess((value) => YES_OR_NO.get(value) ?? value, z.boolean())
    .default(false)
    .register(hints, { label, hint, flag: true, unasked: true, ...more });

const YES_OR_NO = new Map<unknown, boolean>([
  ['', true],
  ['true', true],
  ['false', false],
]);

export const Scopes = z
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter((word) => word !== '') : value),
    z.array(textRead(readScope)),
  )
  .register(hints, {
    label: 'Scopes',
    hint: 'What it may do. You can only grant scopes you hold.',
    short: 's',
    placeholder: 'bots:read messages:write',
    list: true,
  });

function readScope(text: string): Scope {
  return SCOPES.find((scope) => scope === text) ?? refuse(noSuchScope(text));
}

function noSuchScope(text: string): Text {
  return say`${quoted(text)} is not a scope. There are ${listed(SCOPES)}.`;
}

export const Limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(100)
  .default(10)
  .register(hints, { label: 'Limit', hint: 'A number of rows, 1 to 100; 10 unless said.', unasked: true });

export const Cursor = z.string().max(600).optional().register(hints, {
  label: 'Cursor',
  hint: 'Where the next page begins, as the last page said.',
  unasked: true,
});
