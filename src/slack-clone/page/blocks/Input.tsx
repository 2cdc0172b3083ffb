import type { InputBlock } from '@slack/types';
import { useId } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import { Element } from './Element.tsx';
import { useSurface } from './Surface.tsx';
import { Plain } from './Text.tsx';

/** A field with its label, its hint, and what is wrong with it in a sentence beneath. */
export function Input({ block }: { block: InputBlock }) {
  const { errors } = useSurface();
  const id = useId();
  const { element, label, hint, optional = false } = block;
  const error = errors[block.block_id ?? ''];
  const isGroup = element.type === 'checkboxes' || element.type === 'radio_buttons';
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const labelled = {
    id,
    describedBy: described || undefined,
    invalid: error !== undefined,
    required: !optional,
    tells: block.dispatch_action ?? false,
  };
  const words = (
    <>
      <Plain text={label.text} />
      {optional && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <div class="input">
      {isGroup ? (
        <div class="label" id={`${id}-label`}>
          {words}
        </div>
      ) : (
        <label class="label" for={id} id={`${id}-label`}>
          {words}
        </label>
      )}
      <Element
        key={element.action_id}
        block={block.block_id ?? ''}
        element={element}
        name={label.text}
        labelled={labelled}
      />
      {error !== undefined && (
        <p class="error" id={`${id}-error`}>
          <Icon name="warning" />
          <span>{error}</span>
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          <Plain text={hint.text} />
        </p>
      )}
    </div>
  );
}
