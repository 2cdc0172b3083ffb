import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { View } from '../../protocol.ts';
import { closeView, submitView, type Rejection } from '../acting.ts';
import { initialAnswers, isTouched, keepAnswers, withAnswer, type Answers } from '../answers.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { Confirm } from '../blocks/Confirm.tsx';
import { SurfaceProvider } from '../blocks/Surface.tsx';
import { Plain } from '../blocks/Text.tsx';
import { Dialog } from '../Dialog.tsx';
import { useDesk } from '../here.ts';
import { Icon } from '../icons.tsx';
import { problems } from '../problems.ts';
import { ModalFooter } from './ModalFooter.tsx';

const accepted: Rejection = { fields: {}, whole: null };

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
  const [answers, setAnswers] = useAnswers(view);
  const [rejection, reject] = useState(accepted);
  const [busy, setBusy] = useState(false);
  const [isAsking, ask] = useState(false);
  useTitleFocus(view, form);

  const submit = async (): Promise<void> => {
    if (busy) return;
    const fields = problems(view.blocks, answers);
    if (Object.keys(fields).length > 0) return refuse({ fields, whole: null });
    setBusy(true);
    const answer = await submitView(desk, view, answers);
    setBusy(false);
    if (answer) refuse(answer);
    else reject(accepted);
  };
  // The first field that is wrong gets the focus, so that its sentence is read and can be answered at once.
  const refuse = (next: Rejection): void => {
    reject(next);
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  const leave = (): void => (isTouched(view.blocks, answers) ? ask(true) : closeView(desk, view, false));

  return (
    <Dialog class="dialog modal" labelledBy={id} behind={behind} onEscape={leave}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="modal-head">
          <h2 id={id} tabIndex={-1}>
            <Plain text={view.title?.text ?? ''} />
          </h2>
          <button
            type="button"
            class="icon-button"
            aria-label="Close"
            onClick={() => closeView(desk, view, false)}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="modal-body">
          <SurfaceProvider
            container={{ type: 'view', view_id: view.id }}
            answers={answers}
            errors={rejection.fields}
            onAnswer={(block, action, answer) => {
              setAnswers((before) => withAnswer(before, block, action, answer));
              if (rejection.fields[block] !== undefined) reject(withoutField(rejection, block));
            }}
            onFailure={(whole) => reject({ ...rejection, whole })}
          >
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        <ModalFooter
          view={view}
          busy={busy}
          rejection={rejection}
          onClose={() => closeView(desk, view, false)}
        />
      </form>
      {isAsking && (
        <Confirm confirm={discard} onNo={() => ask(false)} onYes={() => closeView(desk, view, false)} />
      )}
    </Dialog>
  );
}

/** Mending a field takes its sentence away. */
function withoutField({ fields, whole }: Rejection, block: string): Rejection {
  const { [block]: _, ...others } = fields;
  return { fields: others, whole };
}

/** What was typed lives as long as the view; an update keeps it where its field remains. */
function useAnswers(view: View) {
  const state = useState<Answers>(() => initialAnswers(view.blocks));
  const [answers, setAnswers] = state;
  const [shown, setShown] = useState(view);
  if (shown !== view) {
    setShown(view);
    const kept = keepAnswers(view.blocks, answers);
    setAnswers(kept);
    return [kept, setAnswers] as const;
  }
  return state;
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
