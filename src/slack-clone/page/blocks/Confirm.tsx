import type { Confirm as Confirmation, TextObject } from '@slack/types';
import { useId } from 'preact/hooks';
import { Dialog } from '../Dialog.tsx';
import { InlineText, Text } from './Text.tsx';

interface Question extends Omit<Confirmation, 'title' | 'text'> {
  title?: TextObject;
  text: TextObject;
}

/** Asks before something is done. The safe answer comes first and has the focus. */
export function Confirm(props: { confirm: Question; onYes: () => void; onNo: () => void }) {
  const { title, text, confirm, deny, style } = props.confirm;
  const id = useId();
  return (
    <Dialog class="dialog confirm" labelledBy={id} describedBy={`${id}-text`} alert onEscape={props.onNo}>
      <h2 id={id} tabIndex={-1}>
        {title ? <InlineText text={title} /> : 'Are you sure?'}
      </h2>
      <div id={`${id}-text`} class="dialog-text">
        <Text text={text} />
      </div>
      <div class="dialog-buttons">
        <button type="button" class="button" data-first onClick={props.onNo}>
          {deny?.text ?? 'Cancel'}
        </button>
        <button type="button" class={`button ${style ?? 'primary'}`} onClick={props.onYes}>
          {confirm?.text ?? 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
