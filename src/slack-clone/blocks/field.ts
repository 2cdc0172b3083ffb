import { z } from 'zod';
import { Confirm, DispatchActionConfig, name, plainText, unixTime } from './composition.ts';
import { RichText } from './rich-text.ts';

/** What is filled in: text, numbers, moments and files, with Slack's limits. */

const common = { action_id: name.exactOptional(), focus_on_load: z.boolean().exactOptional() };
const placeholder = plainText(150).exactOptional();
const typed = { ...common, placeholder, dispatch_action_config: DispatchActionConfig.exactOptional() };
const picked = { ...common, confirm: Confirm.exactOptional() };

export const PlainTextInput = z
  .looseObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(3000, 'must be less than 3001 characters').exactOptional(),
    multiline: z.boolean().exactOptional(),
    min_length: z.int().min(0).max(3000).exactOptional(),
    max_length: z.int().min(1).max(3000).exactOptional(),
  })
  .refine(
    ({ min_length = 0, max_length = 3000 }) => min_length <= max_length,
    'must have a min_length that is not greater than its max_length',
  );

export const NumberInput = z
  .looseObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().exactOptional(),
    min_value: z.coerce.number().exactOptional(),
    max_value: z.coerce.number().exactOptional(),
  })
  .refine(
    ({ min_value = -Infinity, max_value = Infinity }) => min_value <= max_value,
    'must have a min_value that is not greater than its max_value',
  );

export const AddressInput = z.looseObject({
  type: z.enum(['email_text_input', 'url_text_input']),
  ...typed,
  initial_value: z.string().exactOptional(),
});

const lines = z.int().min(1).max(100).exactOptional();

export const RichTextInput = z.looseObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: RichText.exactOptional(),
  min_lines: lines,
  max_lines: lines,
});

export const FileInput = z.looseObject({
  type: z.literal('file_input'),
  ...common,
  filetypes: z.array(z.string()).exactOptional(),
  max_files: z.int().min(1).max(10).exactOptional(),
});

export const Datepicker = z.looseObject({
  type: z.literal('datepicker'),
  ...picked,
  placeholder,
  initial_date: z.iso.date().exactOptional(),
});
export const Timepicker = z.looseObject({
  type: z.literal('timepicker'),
  ...picked,
  placeholder,
  initial_time: z.iso.time({ precision: -1 }).exactOptional(),
  /** IANA's name. It is told to the app with the time. */
  timezone: z.string().exactOptional(),
});
export const DateTimepicker = z.looseObject({
  type: z.literal('datetimepicker'),
  ...picked,
  initial_date_time: unixTime.exactOptional(),
});
