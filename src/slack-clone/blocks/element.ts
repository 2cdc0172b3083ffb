import { z } from 'zod';
import {
  anyText,
  bounded,
  Confirm,
  listOf,
  name,
  Option,
  OptionGroup,
  plainText,
  unixTime,
} from './composition.ts';

/** What a person can press, choose or fill in, with Slack's limits. */

const common = { action_id: name.exactOptional(), confirm: Confirm.exactOptional() };
const input = {
  ...common,
  placeholder: plainText(150).exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
};

const Button = z.looseObject({
  type: z.literal('button'),
  ...common,
  text: plainText(75),
  value: z.string().max(2000, 'must be less than 2001 characters').exactOptional(),
  url: bounded(3000).exactOptional(),
  style: z.enum(['primary', 'danger']).exactOptional(),
});

/** Either a flat list or groups, never both. */
const choices = {
  options: listOf(Option, 100).exactOptional(),
  option_groups: listOf(OptionGroup, 100).exactOptional(),
};

function eitherOptions(element: { options?: unknown; option_groups?: unknown }): boolean {
  return (element.options === undefined) !== (element.option_groups === undefined);
}

const EITHER = 'must have either options or option_groups';

const StaticSelect = z
  .looseObject({
    type: z.literal('static_select'),
    ...input,
    ...choices,
    initial_option: Option.exactOptional(),
  })
  .refine(eitherOptions, EITHER);

const MultiStaticSelect = z
  .looseObject({
    type: z.literal('multi_static_select'),
    ...input,
    ...choices,
    initial_options: listOf(Option, 100).exactOptional(),
    max_selected_items: z.int().min(1).exactOptional(),
  })
  .refine(eitherOptions, EITHER);

const ExternalSelect = z.looseObject({
  type: z.literal('external_select'),
  ...input,
  initial_option: Option.exactOptional(),
  min_query_length: z.int().min(0).exactOptional(),
});

const MultiExternalSelect = z.looseObject({
  type: z.literal('multi_external_select'),
  ...input,
  initial_options: listOf(Option, 100).exactOptional(),
  min_query_length: z.int().min(0).exactOptional(),
  max_selected_items: z.int().min(1).exactOptional(),
});

/** Selects whose choices the workspace itself knows. */
const KnownSelect = z.looseObject({
  type: z.enum(['users_select', 'conversations_select', 'channels_select']),
  ...input,
});
const MultiKnownSelect = z.looseObject({
  type: z.enum(['multi_users_select', 'multi_conversations_select', 'multi_channels_select']),
  ...input,
});

const Overflow = z.looseObject({ type: z.literal('overflow'), ...common, options: listOf(Option, 5) });

const Checkboxes = z.looseObject({
  type: z.literal('checkboxes'),
  ...common,
  options: listOf(Option, 10),
  initial_options: listOf(Option, 10).exactOptional(),
});

const RadioButtons = z.looseObject({
  type: z.literal('radio_buttons'),
  ...common,
  options: listOf(Option, 10),
  initial_option: Option.exactOptional(),
});

const Datepicker = z.looseObject({
  type: z.literal('datepicker'),
  ...input,
  initial_date: z.iso.date().exactOptional(),
});
const Timepicker = z.looseObject({
  type: z.literal('timepicker'),
  ...input,
  initial_time: z.iso.time({ precision: -1 }).exactOptional(),
});
const DateTimepicker = z.looseObject({
  type: z.literal('datetimepicker'),
  ...input,
  initial_date_time: unixTime.exactOptional(),
});

const PlainTextInput = z.looseObject({
  type: z.literal('plain_text_input'),
  ...input,
  initial_value: z.string().exactOptional(),
  multiline: z.boolean().exactOptional(),
  min_length: z.int().min(0).max(3000).exactOptional(),
  max_length: z.int().min(1).max(3000).exactOptional(),
});

const NumberInput = z.looseObject({
  type: z.literal('number_input'),
  ...input,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().exactOptional(),
  min_value: z.coerce.number().exactOptional(),
  max_value: z.coerce.number().exactOptional(),
});

const AddressInput = z.looseObject({
  type: z.enum(['email_text_input', 'url_text_input']),
  ...input,
  initial_value: z.string().exactOptional(),
});

const image = {
  type: z.literal('image'),
  alt_text: bounded(2000),
  image_url: bounded(3000).exactOptional(),
  slack_file: z.looseObject({}).exactOptional(),
};

/** @param more what an image has as a block. */
export function imageOf<More extends z.ZodRawShape>(more: More) {
  return z
    .looseObject({ ...image, ...more })
    .refine(
      ({ image_url, slack_file }) => image_url !== undefined || slack_file !== undefined,
      'must have image_url',
    );
}

const Image = imageOf({});

const choosing = [StaticSelect, MultiStaticSelect, ExternalSelect, MultiExternalSelect] as const;
const pickers = [Datepicker, Timepicker, DateTimepicker] as const;
const rest = [KnownSelect, MultiKnownSelect, Checkboxes, RadioButtons, ...pickers] as const;

/** Which elements may stand where, as Slack has it. */
export const ActionElement = z.discriminatedUnion('type', [Button, Overflow, ...choosing, ...rest]);
export const Accessory = z.discriminatedUnion('type', [Image, Button, Overflow, ...choosing, ...rest]);
export const ContextElement = z.union([Image, anyText(3000)]);
export const InputElement = z.discriminatedUnion('type', [
  PlainTextInput,
  NumberInput,
  AddressInput,
  ...choosing,
  ...rest,
]);

/** Any element that a person can do something with. */
export type Element = z.infer<typeof ActionElement> | z.infer<typeof InputElement>;
