import { z } from 'zod';
import { bounded, Confirm, listOf, name, Option, plainText } from './composition.ts';

/** What is pressed, and keeps nothing: buttons of every kind, and the menu behind three dots. */

const common = { action_id: name.exactOptional(), confirm: Confirm.exactOptional() };
const accessibility_label = plainLabel().exactOptional();
const value = z.string().max(2000, 'must be less than 2001 characters');
const style = z.enum(['primary', 'danger']);

export const Button = z.looseObject({
  type: z.literal('button'),
  ...common,
  text: plainText(75),
  value: value.exactOptional(),
  url: bounded(3000).exactOptional(),
  style: style.exactOptional(),
  accessibility_label,
});

/** Starts a workflow by its link trigger. It is shown here; workflows are no part of this workspace. */
export const WorkflowButton = z.looseObject({
  type: z.literal('workflow_button'),
  ...common,
  text: plainText(75),
  workflow: z.looseObject({ trigger: z.looseObject({ url: bounded(3000) }) }),
  style: style.exactOptional(),
  accessibility_label,
});

export const IconButton = z.looseObject({
  type: z.literal('icon_button'),
  ...common,
  icon: bounded(255),
  text: plainText(75),
  value: value.exactOptional(),
  accessibility_label,
  /** User ids; undefined: everybody sees it. */
  visible_to_user_ids: z.array(z.string()).exactOptional(),
});

const Feedback = z.looseObject({ text: plainText(75), value, accessibility_label });

export const FeedbackButtons = z.looseObject({
  type: z.literal('feedback_buttons'),
  action_id: name.exactOptional(),
  positive_button: Feedback,
  negative_button: Feedback,
});

export const Overflow = z.looseObject({
  type: z.literal('overflow'),
  ...common,
  options: listOf(Option, 5),
});

/** What a screen reader says instead of the button's words. */
function plainLabel() {
  return z.string().max(75, 'must be less than 76 characters');
}
