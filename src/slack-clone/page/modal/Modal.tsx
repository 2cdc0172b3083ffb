import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { View } from '../../protocol.ts';
import { closeView } from '../acting.ts';
import { isTouched } from '../answers.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { Confirm } from '../blocks/Confirm.tsx';
import { SurfaceProvider } from '../blocks/Surface.tsx';
import { Plain } from '../blocks/Text.tsx';
import { Dialog } from '../Dialog.tsx';
import { useDesk } from '../here.ts';
import { Icon } from '../icons.tsx';
import { ModalFooter } from './ModalFooter.tsx';
import { useSubmission } from './submission.ts';

const discard = {
  title: { type: 'plain_text', text: 'Close without sending?' },
  text: { type: 'plain_text', text: 'What you typed here is not kept.' },
  confirm: { type: 'plain_text', text: 'Close' },
  deny: { type: 'plain_text', text: 'Keep typing' },
  style: 'danger',
} as const;

export function Modal({ view, behind }: { view: View; behind: boolean }) {
  const desk = useDesk();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const { answers, rejection, busy, ...submission } = useSubmission(view, form);
  const [isAsking, ask] = useState(false);
  useTitleFocus(view, form);
  const close = (): void => closeView(desk, view, false);

  return (
    <Dialog
      class="dialog modal"
      labelledBy={id}
      behind={behind}
      onEscape={() => (isTouched(view.blocks, answers) ? ask(true) : close())}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submission.submit();
        }}
      >
        <header class="modal-head">
          <h2 id={id} tabIndex={-1}>
            <Plain text={view.title?.text ?? ''} />
          </h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <div class="modal-body">
          <SurfaceProvider
            container={{ type: 'view', view_id: view.id }}
            answers={answers}
            errors={rejection.fields}
            onAnswer={submission.answer}
            onFailure={submission.fail}
          >
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        <ModalFooter view={view} busy={busy} rejection={rejection} onClose={close} />
      </form>
      {isAsking && <Confirm confirm={discard} onNo={() => ask(false)} onYes={close} />}
    </Dialog>
  );
}

/** When an update takes away what had the focus, it goes to the title: the result is read from there. */
function useTitleFocus(view: View, form: { current: HTMLFormElement | null }): void {
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const active = document.activeElement;
    const isKept = active?.matches('input, textarea, [role=combobox]') && form.current?.contains(active);
    if (!isKept) form.current?.querySelector('h2')?.focus();
  }, [view]);
}
