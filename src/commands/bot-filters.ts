import { z } from 'zod';
import type { BotFilter } from '../store/bots.ts';
import type { Member } from '../store/members.ts';
import { hints, yesOrNo } from './inputs.ts';

const Owner = z.string().brand<'member'>().register(hints, {
  label: 'Owner',
  hint: 'Whose bots, as in @bob.',
  placeholder: '@bob',
  reference: 'member',
});

const State = z.enum(['all', 'active', 'disabled']).default('all').register(hints, {
  label: 'State',
  hint: 'Those that are active, or disabled, or all of them.',
  unasked: true,
});

/** No NUL, which Postgres does not take. */
const Part = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u);

const Service = Part.clone().register(hints, {
  label: 'Service',
  hint: 'Those with a name in it: github, or one of several, github:acme.',
  placeholder: 'github',
});

const Like = Part.clone().register(hints, {
  label: 'Like',
  hint: 'Those with this in their username or display name.',
  placeholder: 'deploy',
});

const Sort = z.enum(['username', 'created', 'owner', 'tokens']).default('username').register(hints, {
  label: 'Sort',
  hint: 'What they are sorted by; username unless said.',
  unasked: true,
});

export type Sort = z.output<typeof Sort>;

/** Which bots a list has, and in which order. */
export const BOT_FILTERS = {
  owner: Owner.optional(),
  orphaned: yesOrNo('Orphaned', 'Those whose owner is deactivated in the workspace.'),
  state: State,
  service: Service.optional(),
  like: Like.optional(),
  all: yesOrNo('All', 'Deleted ones as well.'),
  sort: Sort,
  desc: yesOrNo('Descending', 'The last first.'),
};

interface Asked {
  owner?: Member | undefined;
  orphaned: boolean;
  state: 'all' | 'active' | 'disabled';
  service?: string | undefined;
  like?: string | undefined;
  all: boolean;
  sort: Sort;
  desc: boolean;
}

export function filterOf({ owner, orphaned, state, service, like, all }: Asked): BotFilter {
  return {
    owner: owner?.id,
    orphaned,
    state: state === 'all' ? undefined : state,
    service: service === undefined ? undefined : serviceOf(service),
    like: like?.toLowerCase(),
    deleted: all,
  };
}

/** A type, or a type and an external id, split at the first colon as Sym's service keys are. */
function serviceOf(text: string): NonNullable<BotFilter['service']> {
  const [type = '', ...rest] = text.split(':');
  return { type: type.toLowerCase(), externalId: rest.length > 0 ? rest.join(':') : undefined };
}

/** What was asked that is not so anyway, as it is asked again. */
export function given({
  owner,
  orphaned,
  state,
  service,
  like,
  all,
  sort,
  desc,
}: Asked): Record<string, string> {
  return {
    ...(owner && { owner: owner.slack_user_id === null ? `@${owner.name}` : `<@${owner.slack_user_id}>` }),
    ...(orphaned && { orphaned: 'true' }),
    ...(state !== 'all' && { state }),
    ...(service !== undefined && { service }),
    ...(like !== undefined && { like }),
    ...(all && { all: 'true' }),
    ...(sort !== 'username' && { sort }),
    ...(desc && { desc: 'true' }),
  };
}
