import { z } from 'zod';
import { Confirm, ConversationFilter, listOf, name, Option, OptionGroup, plainText } from './composition.ts';

/** What is chosen from: menus, checkboxes and radio buttons, with Slack's limits. */

const common = {
  action_id: name.exactOptional(),
  confirm: Confirm.exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
};
const menu = { ...common, placeholder: plainText(150).exactOptional() };
const several = { ...menu, max_selected_items: z.int().min(1).exactOptional() };

/** Either a flat list or groups, never both. */
const choices = {
  options: listOf(Option, 100).exactOptional(),
  option_groups: listOf(OptionGroup, 100).exactOptional(),
};

interface Chooser {
  options?: Option[] | undefined;
  option_groups?: z.infer<typeof OptionGroup>[] | undefined;
  initial_option?: Option | undefined;
  initial_options?: Option[] | undefined;
}

function eitherOptions({ options, option_groups }: Chooser): boolean {
  return (options === undefined) !== (option_groups === undefined);
}

/** What is chosen at first must be among the choices. */
function offersInitial(element: Chooser): boolean {
  const offered = new Set(offeredBy(element).map(({ value }) => value));
  const initial = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  return initial.every(({ value }) => offered.has(value));
}

/** All choices of an element that lists them itself. */
export function offeredBy({ options = [], option_groups = [] }: Chooser): Option[] {
  return [...options, ...option_groups.flatMap((group) => group.options)];
}

const EITHER = 'must have either options or option_groups';
const INITIAL = 'must have initial options that are among its options';

export const StaticSelect = z
  .looseObject({
    type: z.literal('static_select'),
    ...menu,
    ...choices,
    initial_option: Option.exactOptional(),
  })
  .refine(eitherOptions, EITHER)
  .refine(offersInitial, INITIAL);

export const MultiStaticSelect = z
  .looseObject({
    type: z.literal('multi_static_select'),
    ...several,
    ...choices,
    initial_options: listOf(Option, 100).exactOptional(),
  })
  .refine(eitherOptions, EITHER)
  .refine(offersInitial, INITIAL);

const min_query_length = z.int().min(0).exactOptional();

export const ExternalSelect = z.looseObject({
  type: z.literal('external_select'),
  ...menu,
  initial_option: Option.exactOptional(),
  min_query_length,
});

export const MultiExternalSelect = z.looseObject({
  type: z.literal('multi_external_select'),
  ...several,
  initial_options: listOf(Option, 100).exactOptional(),
  min_query_length,
});

const ids = z.array(z.string()).exactOptional();
const response_url_enabled = z.boolean().exactOptional();
const conversations = {
  default_to_current_conversation: z.boolean().exactOptional(),
  filter: ConversationFilter.exactOptional(),
};

export const UsersSelect = z.looseObject({
  type: z.literal('users_select'),
  ...menu,
  initial_user: z.string().exactOptional(),
});
export const MultiUsersSelect = z.looseObject({
  type: z.literal('multi_users_select'),
  ...several,
  initial_users: ids,
});
export const ConversationsSelect = z.looseObject({
  type: z.literal('conversations_select'),
  ...menu,
  ...conversations,
  response_url_enabled,
  initial_conversation: z.string().exactOptional(),
});
export const MultiConversationsSelect = z.looseObject({
  type: z.literal('multi_conversations_select'),
  ...several,
  ...conversations,
  initial_conversations: ids,
});
export const ChannelsSelect = z.looseObject({
  type: z.literal('channels_select'),
  ...menu,
  response_url_enabled,
  initial_channel: z.string().exactOptional(),
});
export const MultiChannelsSelect = z.looseObject({
  type: z.literal('multi_channels_select'),
  ...several,
  initial_channels: ids,
});

export const Checkboxes = z
  .looseObject({
    type: z.literal('checkboxes'),
    ...common,
    options: listOf(Option, 10),
    initial_options: listOf(Option, 10).exactOptional(),
  })
  .refine(offersInitial, INITIAL);

export const RadioButtons = z
  .looseObject({
    type: z.literal('radio_buttons'),
    ...common,
    options: listOf(Option, 10),
    initial_option: Option.exactOptional(),
  })
  .refine(offersInitial, INITIAL);
