import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Alert } from '../Alert.tsx';
import { Confirm } from '../blocks/Confirm.tsx';
import { Dialog } from '../Dialog.tsx';
import { Icon } from '../icons.tsx';

const discard = {
  title: { type: 'plain_text', text: 'Close without saving?' },
  text: { type: 'plain_text', text: 'What you typed here is not kept.' },
  confirm: { type: 'plain_text', text: 'Close' },
  deny: { type: 'plain_text', text: 'Keep typing' },
  style: 'danger',
} as const;

/** A few fields of the page's own, asked in front of everything else. It closes when they are taken. */
export function FormDialog(props: {
  title: string;
  action: string;
  isTouched: boolean;
  onClose: () => void;
  /** Resolves with a sentence when it failed, and with null when it is done. */
  submit: () => Promise<string | null>;
  /** It goes on to show something: it does not close. */
  stays?: boolean;
  class?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [failure, fail] = useState<string | null>(null);
  const [asked, ask] = useState(false);
  const leave = (): void => (props.isTouched ? ask(true) : props.onClose());
  const submit = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const failed = await props.submit();
    setBusy(false);
    fail(failed);
    if (failed === null && !props.stays) props.onClose();
  };
  return (
    <Dialog class={`dialog modal ${props.class ?? ''}`} labelledBy={id} onEscape={leave}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="modal-head">
          <h2 id={id} tabIndex={-1}>
            {props.title}
          </h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={props.onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="modal-body stack">{props.children}</div>
        <footer class="modal-foot">
          <div class="modal-trouble">
            <Alert sentence={failure} />
          </div>
          <button type="button" class="button" onClick={props.onClose}>
            Cancel
          </button>
          <button
            type="submit"
            class={`button primary ${busy ? 'busy' : ''}`}
            aria-disabled={busy}
            aria-busy={busy}
          >
            <span>{props.action}</span>
          </button>
        </footer>
      </form>
      {asked && <Confirm confirm={discard} onNo={() => ask(false)} onYes={props.onClose} />}
    </Dialog>
  );
}
