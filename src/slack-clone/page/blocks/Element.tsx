import type { Element as BlockElement } from '../answers.ts';
import { Button } from './Button.tsx';
import { Choices } from './Choices.tsx';
import { FeedbackButtons, IconButton, WorkflowButton } from './ContextActions.tsx';
import { FileField } from './FileField.tsx';
import { MomentField } from './MomentField.tsx';
import { Overflow } from './Overflow.tsx';
import { RichTextField } from './RichTextField.tsx';
import { Select } from './Select.tsx';
import { TextField } from './TextField.tsx';

/** How an element is named by the input block around it: by its label's id, and what else describes it. */
export interface Labelled {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
  /** In an input block a choice is an answer; elsewhere, or where the block says so, it is also told to the app. */
  tells: boolean;
}

/** One interactive element. Without `labelled` it stands alone, and `name` is what a screen reader says of it. */
export function Element(props: {
  block: string;
  element: BlockElement;
  name: string;
  /** The id of the words that it stands beside: they tell its button from others of the same name. */
  beside?: string;
  labelled?: Labelled;
}) {
  const { block, element, name, beside, labelled } = props;
  switch (element.type) {
    case 'button':
      return <Button block={block} button={element} describedBy={beside} />;
    case 'overflow':
      return <Overflow block={block} overflow={element} describedBy={beside} />;
    case 'static_select':
    case 'external_select':
    case 'multi_static_select':
    case 'multi_external_select':
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
    case 'multi_conversations_select':
    case 'channels_select':
    case 'multi_channels_select':
      return <Select block={block} select={element} name={name} labelled={labelled} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices block={block} choices={element} name={name} labelled={labelled} />;
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return <TextField block={block} field={element} name={name} labelled={labelled} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <MomentField block={block} field={element} name={name} labelled={labelled} />;
    case 'rich_text_input':
      return <RichTextField block={block} field={element} name={name} labelled={labelled} />;
    case 'file_input':
      return <FileField block={block} field={element} name={name} labelled={labelled} />;
    case 'workflow_button':
      return <WorkflowButton button={element} />;
    case 'feedback_buttons':
      return <FeedbackButtons block={block} feedback={element} />;
    case 'icon_button':
      return <IconButton block={block} button={element} />;
    case 'image':
    default:
      return <span class="unknown">This page cannot show a “{element.type}”.</span>;
  }
}
