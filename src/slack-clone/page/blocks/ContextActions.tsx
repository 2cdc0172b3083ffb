import type {
  FeedbackButtons as Feedback,
  IconButton as IconElement,
  WorkflowButton as Workflow,
} from '@slack/types';
import { useWorkspace } from '../here.ts';
import { Icon } from '../icons.tsx';
import { useSurface } from './Surface.tsx';
import { Plain } from './Text.tsx';

/** What one thinks of a message: one of two buttons. */
export function FeedbackButtons({ block, feedback }: { block: string; feedback: Feedback }) {
  const surface = useSurface();
  const { action_id = '', positive_button, negative_button } = feedback;
  return (
    <>
      {[positive_button, negative_button].map(({ text, value, accessibility_label }) => (
        <button
          key={value}
          type="button"
          class="button small"
          aria-label={accessibility_label}
          aria-busy={surface.isBusy(block, action_id, value)}
          onClick={() => surface.act({ type: feedback.type, block_id: block, action_id, value })}
        >
          <Plain text={text.text} />
        </button>
      ))}
    </>
  );
}

/** A small button with a picture, named by its words; perhaps for some people alone. */
export function IconButton({ block, button }: { block: string; button: IconElement }) {
  const surface = useSurface();
  const me = useWorkspace((workspace) => workspace.me?.id ?? '');
  const { action_id = '', text, value, icon, visible_to_user_ids: visibleTo } = button;
  if (visibleTo && !visibleTo.includes(me)) return null;
  const press = (): void =>
    surface.act(
      { type: button.type, block_id: block, action_id, ...(value === undefined ? {} : { value }) },
      button.confirm,
    );
  return (
    <button
      type="button"
      class="button small"
      aria-label={button.accessibility_label}
      aria-busy={surface.isBusy(block, action_id, value)}
      onClick={press}
    >
      {icon === 'trash' && <Icon name="trash" />}
      <Plain text={text.text} />
    </button>
  );
}

/** It is shown, and says why it does nothing. */
export const WorkflowButton = ({ button }: { button: Workflow }) => (
  <button
    type="button"
    class={`button ${button.style ?? ''}`}
    aria-label={button.accessibility_label}
    aria-disabled
    title="Workflows are no part of this workspace"
  >
    <Plain text={button.text.text} />
  </button>
);
