import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Checks } from '../core/checks.ts';
import type { Document, Question } from '../core/document.ts';
import type { AppError, ErrorCode } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Issuer } from '../core/jwt.ts';
import type { Homeserver } from '../core/matrix.ts';
import type { Clock, Egress, Ids, Meter, Random, Tracing, Vault } from '../core/ports.ts';
import type { Scope } from '../core/scopes.ts';
import { Secret } from '../core/secret.ts';
import type { Text } from '../core/text.ts';
import type { Approval } from '../store/approvals.ts';
import type { Bot } from '../store/bots.ts';
import type { Db } from '../store/database.ts';
import type { Member } from '../store/members.ts';
import type { Token } from '../store/tokens.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { Stale } from './peers.ts';
import type { Polls } from './polls.ts';

/** What `run` may use. `db` opens its transaction with its first statement; in a `read` Postgres refuses a write. */
export interface Context {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  issuer: Issuer;
  vault: Vault;
  tracing: Tracing;
  meter: Meter;
  actor: Actor;
  commands: readonly Command[];
  checks: Checks;
  /** No process may go on believing this once it is committed; the answer waits until none does. */
  forget(this: void, stale: Stale): void;
}

/** To whom an answer is told, and when. */
export interface View {
  actor: Actor;
  now: Date;
}

/** A thing to choose for an input. `ticked` stands chosen from the start. */
export interface Choice {
  value: string;
  label: string;
  ticked?: boolean;
}

/** What was answered so far, input by input, as it was typed. */
export type Answers = Readonly<Record<string, string>>;

/** An input that is asked for after others, or of which there is something to choose. */
export interface Choices {
  /** Required inputs, declared before it, that have to be answered first. */
  after?: readonly string[];
  /**
   * All there is to choose from; without it the input is typed. When that is one, a required input is taken to be it.
   * @throws AppError when there is nothing, with the next step.
   */
  offer?: (context: Context, answers: Answers) => Promise<Choice[]>;
  /** Says that the one choice was taken. */
  only?: (choice: Choice, answers: Answers) => Text;
  /** The refusal of a value that is not offered, where a list of those that are does not say it all. */
  refuse?: (value: string, answers: Answers, choices: readonly Choice[]) => AppError;
}

/** One thing that can be asked. Every surface is derived from this value. */
export interface Command<
  Input extends z.ZodObject<z.ZodRawShape, z.core.$ZodObjectConfig> = z.ZodObject<
    z.ZodRawShape,
    z.core.$ZodObjectConfig
  >,
  Output extends z.ZodType = z.ZodType,
  Reached = unknown,
> {
  name: string;
  /** At most 24 characters: over its form, and on the button that sends it. */
  title: string;
  /** A sentence: what it does. */
  summary: string;
  /** Works as typed, given the bot it names. */
  example: string;
  /** The transaction's mode, whether it is audited, hints to machines. */
  effect: 'read' | 'write' | 'destroy';
  /** A read that is audited as well. */
  audited?: boolean;
  /** Does a person have to say yes first? Then `question` says to what. */
  confirm: boolean;
  /** Null for what everybody may ask about themselves. */
  scope: Scope | null;
  /** May a bot call it? What is for the operator alone stands in no list. */
  by: 'member' | 'either' | 'operator';
  /** Done as somebody: who owns, makes, takes or answers. What of it the operator wants they do by a session. */
  asPerson?: true;
  http: `${'GET' | 'PUT' | 'POST' | 'DELETE'} /api/v1/${string}`;
  input: Input;
  positional: readonly (keyof z.output<Input> & string)[];
  output: Output;
  /** How it can be refused beyond what its inputs, scope and effect bring with them. */
  refuses?: readonly ErrorCode[];
  run(context: Context, input: Resolved<Input>, reached: Reached): Promise<z.output<Output>>;
  /**
   * For what reaches outside while its caller waits: looks, and says what to do there. That is done with no transaction
   * open, and `run` gets what came of it. What it refuses is refused before anything is reached.
   */
  reach?(context: Context, input: Resolved<Input>): Promise<Errand<Reached>>;
  say(output: z.output<Output>, view: View): Document;
  /** Null where there is nothing to say yes to after all. */
  question?(context: Context, input: Resolved<Input>): Promise<Question | null>;
  /** What there is to choose, for inputs that are no references; those of few fixed values offer these by themselves. */
  choices?: Partial<Record<keyof z.output<Input> & string, Choices>>;
}

/** What can be reached outside. */
export interface Outside {
  egress: Egress;
  /** Undefined where there is none. */
  homeserver: Homeserver | undefined;
  /** Has a user of it be there and ours. False: it was there before us. */
  own: (userId: string) => Promise<boolean>;
  /** Where updates are waited for. */
  polls: Polls;
  /** Ends when the one who asks has gone. */
  gone: AbortSignal | undefined;
  /** The same when it is asked again under its Idempotency-Key: of the one who asks, not of all. */
  key: string;
  again: Again;
}

/** How it may be asked again when nobody knows what came of it: it only looks; its key was sent; or neither. */
export type Again = 'freely' | 'under its key' | 'after a look';

/** Something to be done outside. */
export type Errand<Reached> = (outside: Outside) => Promise<Reached>;

/** Declares a command. */
export function defineCommand<
  Input extends z.ZodObject<z.ZodRawShape, z.core.$ZodObjectConfig>,
  Output extends z.ZodType,
  Reached = undefined,
>(command: Command<Input, Output, Reached>): Command<Input, Output, Reached> {
  return command;
}

/** What `execute` makes of the parsed input: each reference is the row it names, which the actor may act on. */
type Resolved<Input extends z.ZodType> = {
  [Name in keyof z.output<Input>]: ResolvedValue<z.output<Input>[Name]>;
};

type ResolvedValue<T> =
  T extends z.core.$brand<'bot'>
    ? Bot
    : T extends z.core.$brand<'token'>
      ? Token
      : T extends z.core.$brand<'member'>
        ? Member
        : T extends z.core.$brand<'member or none'>
          ? Member | null
          : T extends z.core.$brand<'approval'>
            ? Approval
            : T extends z.core.$brand<'webhook'>
              ? Webhook
              : T;

/** A secret in an output: shown once, where only the one who asked sees it. */
export const OnceOnly = z.instanceof(Secret).meta({ description: 'Shown once.' });

/** The id of the token that a command made or ended: the audit log takes it down. */
export const TokenId = z.string().meta({ description: 'Of the token. It is no secret.' });

/** The token that this output tells of, where its declaration has a `TokenId`. */
export function tokenOf(command: Command, output: unknown): Id<'token'> | undefined {
  const has = outputsOf(command).some((each) => each instanceof z.ZodObject && each.shape['id'] === TokenId);
  return has ? Made.safeParse(output).data?.id : undefined;
}

const Made = z.object({ id: z.custom<Id<'token'>>((id) => typeof id === 'string') });

/** What the secret is called that this command's answer can hold; undefined when it cannot. */
export const secretNameOf = (command: Command): string | undefined =>
  memberOf(command, (schema) => schema === OnceOnly);

/** The same of a secret that comes only when it is new, as that of a webhook does. */
export const newSecretNameOf = (command: Command): string | undefined =>
  memberOf(command, (schema) => schema instanceof z.ZodOptional && schema.unwrap() === OnceOnly);

function memberOf(command: Command, fits: (schema: unknown) => boolean): string | undefined {
  const members = outputsOf(command).flatMap((each) =>
    each instanceof z.ZodObject ? Object.entries(each.shape) : [],
  );
  return members.find(([, schema]) => fits(schema))?.[0];
}

/** The forms that an answer can have: most commands have one. */
export const outputsOf = ({ output }: Pick<Command, 'output'>): readonly z.core.$ZodType[] =>
  output instanceof z.ZodUnion ? output.options : [output];
