import { z } from 'zod';
import { Button, FeedbackButtons, IconButton, Overflow, WorkflowButton } from './button.ts';
import { anyText } from './composition.ts';
import * as fields from './field.ts';
import { Image } from './image.ts';
import * as selects from './select.ts';

/** Which elements may stand where, as Slack has it. */

const choosing = [
  selects.StaticSelect,
  selects.MultiStaticSelect,
  selects.ExternalSelect,
  selects.MultiExternalSelect,
  selects.UsersSelect,
  selects.MultiUsersSelect,
  selects.ConversationsSelect,
  selects.MultiConversationsSelect,
  selects.ChannelsSelect,
  selects.MultiChannelsSelect,
  selects.Checkboxes,
  selects.RadioButtons,
  fields.Datepicker,
  fields.Timepicker,
  fields.DateTimepicker,
] as const;
const pressed = [Button, Overflow, WorkflowButton] as const;

export const ActionElement = z.discriminatedUnion('type', [...pressed, ...choosing, fields.RichTextInput]);
export const Accessory = z.discriminatedUnion('type', [Image, ...pressed, ...choosing]);
export const ContextElement = z.discriminatedUnion('type', [Image, anyText(3000)]);
export const ContextAction = z.discriminatedUnion('type', [FeedbackButtons, IconButton]);
export const InputElement = z.discriminatedUnion('type', [
  fields.PlainTextInput,
  fields.NumberInput,
  fields.AddressInput,
  fields.RichTextInput,
  fields.FileInput,
  ...choosing,
]);

/** Any element that a person can do something with. */
export type Element =
  z.infer<typeof ActionElement> | z.infer<typeof InputElement> | z.infer<typeof ContextAction>;
