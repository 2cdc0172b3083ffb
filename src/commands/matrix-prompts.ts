import { z } from 'zod';
import type { Id } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import * as matrixPrompts from '../store/matrix-prompts.ts';
import type { Deps } from './execute.ts';

const Texts = z
  .array(z.object({ kind: z.enum(['plain', 'bold', 'code', 'command']), text: z.string() }))
  .readonly();

const Question = z.object({ title: z.string(), text: Texts, yes: z.string(), no: z.string() });
const Input = z.record(z.string(), z.union([z.string(), z.number()]));

/** A button, as `Document` has it. */
const Press = z.object({
  label: z.string(),
  command: z.string(),
  input: Input,
  danger: z.boolean().exactOptional(),
  confirm: Question.exactOptional(),
});

/** What can be answered: one of several presses, yes or no, or the next input of a form. */
const PromptState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('buttons'), presses: z.array(Press) }),
  z.object({
    kind: z.literal('question'),
    command: z.string(),
    input: Input,
    yes: z.string(),
    no: z.string(),
  }),
  z.object({
    kind: z.literal('form'),
    command: z.string(),
    answers: z.record(z.string(), z.string()),
    /** The input that is asked for now. */
    asking: z.string(),
    /** What was offered for it, in the order of the numbers. */
    options: z.array(z.object({ value: z.string(), label: z.string(), ticked: z.boolean().exactOptional() })),
    /** Can several be chosen? */
    isList: z.boolean(),
    isRequired: z.boolean(),
    /** What is left to be asked for after it. */
    rest: z.array(z.string()),
    /** What was asked for here, so that it can be asked for again when it was wrong. */
    asked: z.array(z.string()),
  }),
]);

export type PromptState = z.output<typeof PromptState>;
export type Press = z.output<typeof Press>;

/** Something that a person can answer. */
export interface Prompt {
  id: Id<'matrix_prompt'>;
  /** The message that asks it. */
  eventId: string | null;
  /** The thread that it stands in. */
  thread: string | null;
  state: PromptState;
}

interface Opening {
  organization: Id<'organization'>;
  member: Id<'member'>;
  room: string;
  thread?: string | undefined;
  state: PromptState;
  lastsMs: number;
}

type Needs = Pick<Deps, 'database' | 'clock' | 'ids' | 'vault'>;

/**
 * Has a person be asked something in a room. What they type from now on is an answer to it, and to nothing that was asked
 * there before; but buttons do not come between a person and a form that they are at.
 */
export async function openPrompt(
  { database, clock, ids, vault }: Needs,
  { organization, member, room, thread, state, lastsMs }: Opening,
): Promise<Id<'matrix_prompt'>> {
  const id = ids.make<'matrix_prompt'>();
  const at = clock.now();
  const place = matrixPrompts.placeOf({ organization_id: organization, id });
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  const kinds = state.kind === 'buttons' ? (['buttons'] as const) : ALL;
  await matrixPrompts.pass(db, { member, room }, kinds, at);
  await matrixPrompts.insert(db, {
    organization_id: organization,
    id,
    member_id: member,
    room_id: room,
    event_id: null,
    thread_id: thread ?? null,
    kind: state.kind,
    state: vault.seal(new Secret(JSON.stringify(PromptState.parse(state))), place),
    created_at: at,
    expires_at: new Date(at.getTime() + lastsMs),
    passed_at: null,
    answered_at: null,
    answered_by: null,
  });
  await transaction.commit();
  return id;
}

const ALL = ['form', 'question', 'buttons'] as const;

/** Takes down which message asks it: reactions to that are answers. */
export async function placePrompt(
  { database }: Pick<Deps, 'database'>,
  organization: Id<'organization'>,
  id: Id<'matrix_prompt'>,
  eventId: string,
): Promise<void> {
  await using transaction = database.begin(organization, 'write');
  await matrixPrompts.place(transaction.db, id, eventId);
  await transaction.commit();
}

/** Who answers, and to what: to the message `event`, or to the newest at `typedAt`. `by` is the answer's own event. */
interface Answering {
  organization: Id<'organization'>;
  member: Id<'member'>;
  room: string;
  event?: string | undefined;
  by?: string | undefined;
  typedAt?: Date | undefined;
}

/** What a person answers with what they typed or pressed, if they were asked anything. */
export async function promptFor(
  { database, clock, vault, log }: Pick<Deps, 'database' | 'clock' | 'vault' | 'log'>,
  { organization, member, room, event, by, typedAt }: Answering,
): Promise<Prompt | undefined> {
  await using transaction = database.begin(organization, 'read');
  const { db } = transaction;
  const at = clock.now();
  const asked = { member, room };
  const found =
    (by === undefined ? undefined : await matrixPrompts.findAnswered(db, asked, by)) ??
    (event === undefined
      ? await matrixPrompts.findNewest(db, asked, { at, typedAt: typedAt ?? at })
      : await matrixPrompts.findOfEvent(db, asked, event, at));
  return found && opened(found, { vault, log });
}

/** So long after it was asked it is said of a question that it is over. */
const REMEMBERED_MS = 60 * 60_000;

/**
 * What a person answers too late: they asked for something else meanwhile, or let it wait too long. Of a message it is
 * that; of what is typed, the newest.
 */
export async function overFor(
  { database, clock, vault, log }: Pick<Deps, 'database' | 'clock' | 'vault' | 'log'>,
  { organization, member, room, event, by }: Omit<Answering, 'typedAt'> & { by: string },
): Promise<Prompt | undefined> {
  await using transaction = database.begin(organization, 'read');
  const at = clock.now();
  const since = new Date(at.getTime() - REMEMBERED_MS);
  const found = await matrixPrompts.findOver(transaction.db, { member, room }, { event, since, at, by });
  return found && opened(found, { vault, log });
}

function opened(
  found: matrixPrompts.Prompt,
  { vault, log }: Pick<Deps, 'vault' | 'log'>,
): Prompt | undefined {
  const state = stateOf(found, vault);
  if (!state) log.warn(`The question ${found.id} cannot be read any more, so nothing answers it.`);
  return state && { id: found.id, eventId: found.event_id, thread: found.thread_id, state };
}

/** Undefined for what was sealed with another key, or written by a version that asked otherwise. */
function stateOf(
  found: Parameters<typeof matrixPrompts.placeOf>[0] & { state: string },
  vault: Deps['vault'],
): PromptState | undefined {
  try {
    const sealed = vault.unseal(found.state, matrixPrompts.placeOf(found));
    return PromptState.parse(JSON.parse(sealed.reveal()));
  } catch {
    return undefined;
  }
}

/** Answers it once: true for the first answer, and for the same event when it is heard again. */
export async function takePrompt(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  organization: Id<'organization'>,
  id: Id<'matrix_prompt'>,
  by?: string,
): Promise<boolean> {
  await using transaction = database.begin(organization, 'write');
  const isTaken = await matrixPrompts.take(transaction.db, id, by ?? null, clock.now());
  await transaction.commit();
  return isTaken;
}

/** What a person types in this room answers nothing from now on: they asked for something else, or broke it off. */
export async function passPrompts(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  { organization, member, room }: Pick<Answering, 'organization' | 'member' | 'room'>,
): Promise<void> {
  await using transaction = database.begin(organization, 'write');
  await matrixPrompts.pass(transaction.db, { member, room }, ALL, clock.now());
  await transaction.commit();
}
