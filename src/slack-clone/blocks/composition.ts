import { z } from 'zod';

/** The small parts of Block Kit, with Slack's limits. Loose: what is not known here is kept and handed on. */

/** Text that is shown as it is. */
export function plainText(longest: number) {
  return z.looseObject({
    type: z.literal('plain_text'),
    text: bounded(longest),
    emoji: z.boolean().exactOptional(),
  });
}

/** Text that may be marked up. */
export function anyText(longest: number) {
  return z.discriminatedUnion('type', [
    plainText(longest),
    z.looseObject({
      type: z.literal('mrkdwn'),
      text: bounded(longest),
      verbatim: z.boolean().exactOptional(),
    }),
  ]);
}

/** The sentences are Slack's, so that a search for one finds its cause. */
export function bounded(longest: number) {
  return z
    .string()
    .min(1, 'must be more than 0 characters')
    .max(longest, `must be less than ${longest + 1} characters`);
}

/** Seconds, of ten digits at most: what comes after 2286 is no date for a calendar here. */
export const unixTime = z.int().min(0).max(9_999_999_999);

/**
 * Of a block or an element. A state is an object with these names as keys, here and in the page, so the names that
 * every object has from the start, `constructor` and its like, are refused.
 */
export const name = bounded(255).refine((id) => !(id in {}), 'must not be a name that every object has');

/** What asks before a press counts. The person's client asks; the app only sees that it was asked. */
export const Confirm = z.looseObject({
  title: plainText(100).exactOptional(),
  text: anyText(300),
  confirm: plainText(30).exactOptional(),
  deny: plainText(30).exactOptional(),
  style: z.enum(['primary', 'danger']).exactOptional(),
});

/** One choice of a menu. What it says is for people, `value` is for the app. */
export type Option = z.infer<typeof Option>;
export const Option = z.looseObject({
  text: anyText(75),
  value: bounded(150),
  description: anyText(75).exactOptional(),
  /** Of an overflow menu alone. */
  url: bounded(3000).exactOptional(),
});

export const OptionGroup = z.looseObject({ label: plainText(75), options: listOf(Option, 100) });

/** As suggestions may come: flat or in groups. */
export const Options = z.union([
  z.object({ options: z.array(Option).max(100, 'no more than 100 items allowed') }),
  z.object({ option_groups: z.array(OptionGroup).max(100, 'no more than 100 items allowed') }),
]);

/** Slack refuses empty lists as well as long ones. */
export function listOf<T extends z.ZodType>(item: T, most: number) {
  return z
    .array(item)
    .min(1, 'no fewer than 1 items allowed')
    .max(most, `no more than ${most} items allowed`);
}

/** When a text that is being typed is told to the app. */
export const DispatchActionConfig = z.looseObject({
  trigger_actions_on: listOf(z.enum(['on_enter_pressed', 'on_character_entered']), 2).exactOptional(),
});

/** Which conversations a menu offers. Slack refuses a filter that filters nothing. */
export const ConversationFilter = z
  .looseObject({
    include: listOf(z.enum(['im', 'mpim', 'private', 'public']), 4).exactOptional(),
    exclude_external_shared_channels: z.boolean().exactOptional(),
    exclude_bot_users: z.boolean().exactOptional(),
  })
  .refine(
    (filter) =>
      filter.include !== undefined ||
      filter.exclude_external_shared_channels !== undefined ||
      filter.exclude_bot_users !== undefined,
    'must have at least one of include, exclude_external_shared_channels and exclude_bot_users',
  );
