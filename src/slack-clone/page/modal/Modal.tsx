import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { View } from '../../protocol.ts';
import { closeView } from '../acting.ts';
import { isShown, isTouched } from '../answers.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { Confirm } from '../blocks/Confirm.tsx';
import { Taken } from '../blocks/Preformatted.tsx';
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

const unseen = {
  title: { type: 'plain_text', text: 'Close it?' },
  text: { type: 'plain_text', text: 'What is shown here is not shown again.' },
  confirm: { type: 'plain_text', text: 'Close' },
  deny: { type: 'plain_text', text: 'Keep open' },
  style: 'danger',
} as const;

export function Modal({ view, behind }: { view: View; behind: boolean }) {
  const desk = useDesk();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const { answers, rejection, busy, ...submission } = useSubmission(view, form);
  const [asked, ask] = useState<typeof discard | typeof unseen | null>(null);
  const [takenFrom, takeFrom] = useState<View | null>(null);
  const take = (): void => takeFrom(view);
  const held = useHeldFocus(view, form);
  const close = (): void => closeView(desk, view, false);
  const leave = (): void => {
    if (isTouched(view.blocks, answers)) ask(discard);
    else if (showsOnce(view) && takenFrom !== view) ask(unseen);
    else close();
  };

  return (
    <Dialog class="dialog modal" labelledBy={id} behind={behind} onEscape={leave}>
      <form
        ref={form}
        noValidate
        onFocusIn={held}
        onCopy={take}
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
            <Taken.Provider value={take}>
              <Blocks blocks={view.blocks} />
            </Taken.Provider>
          </SurfaceProvider>
        </div>
        <ModalFooter view={view} busy={busy} rejection={rejection} onClose={close} />
      </form>
      {asked && <Confirm confirm={asked} onNo={() => ask(null)} onYes={close} />}
    </Dialog>
  );
}

/** What stands apart to be taken away, with nothing to send: a secret, as a token is shown. */
const showsOnce = ({ blocks, submit }: View): boolean =>
  !submit &&
  blocks.some(
    (block) =>
      isShown(block) &&
      block.type === 'rich_text' &&
      block.elements.some(({ type }) => type === 'rich_text_preformatted'),
  );

/**
 * An update leaves the focus on the field or button of the body that has it, wherever that stands now. When it is gone,
 * or was below the body, the focus goes to the title: the result is read from there.
 */
function useHeldFocus(view: View, form: { current: HTMLFormElement | null }) {
  const isFirst = useRef(true);
  const held = useRef<EventTarget | null>(null);
  useLayoutEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const { current: before } = held;
    const isKept = before instanceof HTMLElement && before.isConnected && before.closest('.modal-body');
    const next = isKept ? before : form.current?.querySelector('h2');
    if (next !== document.activeElement) next?.focus();
  }, [view]);
  return ({ target }: FocusEvent): void => {
    held.current = target;
  };
}
