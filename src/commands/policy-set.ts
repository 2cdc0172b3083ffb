import { z } from 'zod';
import { inWords } from '../core/durations.ts';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, joined, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import * as policies from '../store/policies.ts';
import { type Context, defineCommand } from './declare.ts';
import {
  ApprovalChannel,
  ApprovalFor,
  DefaultExpiry,
  Longest,
  Reminders,
  RotationGrace,
  RotationQuiet,
  Superseded,
} from './policy-inputs.ts';
import { PolicyShape, termsOf } from './policy-words.ts';

const Input = z.strictObject({
  default_expiry: DefaultExpiry.optional(),
  longest: Longest.optional(),
  reminders: Reminders.optional(),
  rotation_grace: RotationGrace.optional(),
  rotation_quiet: RotationQuiet.optional(),
  superseded: Superseded.optional(),
  approval: ApprovalFor.optional(),
  approval_channel: ApprovalChannel.optional(),
});

const Reach = z.object({
  tokens: z.int(),
  bots: z.int(),
  at_once: z.int(),
  earliest: z.date().nullable(),
});

export const policySet = defineCommand({
  name: 'policy set',
  title: 'Change the policy',
  summary: 'Set how long tokens live here, and what has to be approved.',
  example: 'policy set --longest 90d --default-expiry 90d',
  effect: 'destroy',
  confirm: true,
  scope: 'organization:write',
  by: 'member',
  http: 'PUT /api/v1/policy',
  input: Input,
  positional: [],
  refuses: ['already_done'],
  output: z.object({
    before: PolicyShape,
    after: PolicyShape,
    /** What ended sooner by it. */
    touched: Reach,
  }),
  choices: {
    superseded: {
      offer: async () => [
        { value: 'tell', label: 'tell · its owner is told' },
        { value: 'freeze', label: 'freeze · its family is frozen, too' },
      ],
    },
  },

  async question(context, input) {
    const before = await policies.find(context.db, context.actor.organizationId);
    const after = changed(before, input);
    const touched = await reachOf(context, after);
    const { actor, clock } = context;
    return {
      title: 'Change the policy?',
      text: joined(
        touching(touched, (end) => absoluteAndRelative(end, actor.timeZone, clock.now())),
        ...differences(before, after),
      ),
      yes: 'Change the policy',
      no: 'Keep',
    };
  },

  async run(context, input) {
    const { db, clock, actor } = context;
    await policies.lockBots(db);
    const before = await policies.lock(db, actor.organizationId);
    const after = changed(before, input);
    const touched = await reachOf(context, after);
    await policies.change(db, actor.organizationId, after);
    if (after.longest_lifetime !== null) await policies.shorten(db, after.longest_lifetime, clock.now());
    context.forget({ organization: actor.organizationId });
    return { before, after, touched };
  },

  say({ before, after, touched }, { actor, now }) {
    return {
      text: joined(
        ...differences(before, after),
        touching(touched, (end) => absoluteAndRelative(end, actor.timeZone, now)),
      ),
      note: joined(
        ...(after.approval_channel !== null && after.approval_channel !== before.approval_channel
          ? [say`Botmint has to be a member of that channel: invite it there.`]
          : []),
        say`All of it: ${command('policy show')}`,
      ),
    };
  },
});

/** What was given, where it may also be null. */
const or = <T>(value: T | undefined, current: T): T => (value === undefined ? current : value);

/** @throws AppError when nothing is given, nothing differs, or the default is longer than the longest. */
function changed(before: policies.Policy, input: z.output<typeof Input>): policies.Policy {
  if (Object.values(input).every((value) => value === undefined)) throw nothingGiven();
  const after: policies.Policy = {
    default_lifetime: or(input.default_expiry, before.default_lifetime),
    longest_lifetime: or(input.longest, before.longest_lifetime),
    reminders: or(input.reminders, before.reminders),
    rotation_grace: or(input.rotation_grace, before.rotation_grace),
    rotation_quiet: or(input.rotation_quiet, before.rotation_quiet),
    freezes_family: or(input.superseded && input.superseded === 'freeze', before.freezes_family),
    approval_for: or(input.approval, before.approval_for),
    approval_channel: or(input.approval_channel, before.approval_channel),
  };
  const { default_lifetime: usual, longest_lifetime: longest } = after;
  if (longest !== null && usual > longest) throw tooLong(usual, longest, input);
  if (differences(before, after).length > 0) return after;
  throw new AppError('already_done', say`The policy says that already: ${command('policy show')}`);
}

function nothingGiven(): AppError {
  const flags = Object.keys(Input.shape).map((name) => `--${name.replaceAll('_', '-')}`);
  const some = flags.flatMap((flag, index) => [...say`${index ? ', ' : ''}`, code(flag)]);
  return new AppError(
    'missing_input',
    say`Say what to change, as in ${command('policy set --longest 90d')}. There are ${some}.`,
  );
}

function tooLong(usual: number, longest: number, input: z.output<typeof Input>): AppError {
  const field = input.default_expiry === undefined ? 'longest' : 'default_expiry';
  const [given, other] = [inWords(usual), inWords(longest)];
  return new AppError(
    'invalid_input',
    say`The default expiry would be ${given}, which is more than the longest lifetime, ${other}. Set both, as in ${command('policy set --longest 90d --default-expiry 90d')}.`,
    { field },
  );
}

async function reachOf({ db, clock }: Context, { longest_lifetime }: policies.Policy) {
  if (longest_lifetime === null) return { tokens: 0, bots: 0, at_once: 0, earliest: null };
  return policies.reachOf(db, longest_lifetime, clock.now());
}

/** A sentence for each term that differs. */
function differences(before: policies.Policy, after: policies.Policy): Text[] {
  const was = new Map(termsOf(before));
  return termsOf(after)
    .filter(([name, words]) => was.get(name) !== words)
    .map(([name, words]) => say`${bold(name)}: ${words} (until now: ${was.get(name) ?? ''}).`);
}

type Touched = z.output<typeof Reach>;
type Told = (end: Date) => string;

/** What becomes of the tokens there are, before it is done as after. */
function touching({ tokens, bots, at_once: atOnce, earliest }: Touched, told: Told): Text {
  if (tokens === 0) return say`No live token ends sooner by it.`;
  const many = say`${counted(tokens, 'live token')} of ${counted(bots, 'bot')} ${tokens === 1 ? 'ends' : 'end'} sooner by it`;
  if (tokens === atOnce) return say`${many}, ${tokens === 1 ? '' : 'all of them '}at once.`;
  const next = earliest ? say`; the next ends ${told(earliest)}` : say``;
  return say`${many}, ${atOnce === 0 ? 'none' : `${atOnce} of them`} at once${next}.`;
}
