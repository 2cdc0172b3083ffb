import type { View } from '../../protocol.ts';
import type { Rejection } from '../acting.ts';
import { everyBlock } from '../answers.ts';
import { Icon } from '../icons.tsx';

/** The safe button first. While the app works, the other one says so and cannot be pressed again. */
export function ModalFooter(props: { view: View; busy: boolean; rejection: Rejection; onClose: () => void }) {
  const { view, busy, rejection } = props;
  const blocks = everyBlock(view.blocks);
  const wrong = blocks.flatMap(({ block_id = '' }) => rejection.fields[block_id] ?? []);
  const isForm = blocks.some(({ type }) => type === 'input') || Boolean(view.submit);
  return (
    <footer class="modal-foot">
      <div class="modal-trouble" role="alert">
        {rejection.whole !== null && (
          <p class="error">
            <Icon name="warning" />
            <span>{rejection.whole}</span>
          </p>
        )}
        {wrong.length > 0 && <span class="unseen">{wrong.join(' ')}</span>}
      </div>
      <button type="button" class="button" onClick={props.onClose}>
        {view.close?.text ?? (isForm ? 'Cancel' : 'Close')}
      </button>
      {isForm && (
        <button
          type="submit"
          class={`button primary ${busy ? 'busy' : ''}`}
          aria-disabled={busy}
          aria-busy={busy}
        >
          <span>{view.submit?.text ?? 'Submit'}</span>
        </button>
      )}
    </footer>
  );
}
