import { useDesk } from './here.ts';
import { Icon } from './icons.tsx';
import { leave } from './opening.ts';

/** From a pane to the list, where the two do not fit beside each other. */
export function BackButton() {
  const desk = useDesk();
  return (
    <button type="button" class="icon-button back" aria-label="Back to the list" onClick={() => leave(desk)}>
      <Icon name="back" />
    </button>
  );
}
