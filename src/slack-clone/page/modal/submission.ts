/** What is typed into a view, and how it is sent; what the workspace or the app finds wrong stands under its field. */
import { useState } from 'preact/hooks';
import type { StateValue, View } from '../../protocol.ts';
import { submitView, type Rejection } from '../acting.ts';
import { useAnswers } from '../answering.ts';
import { withAnswer } from '../answers.ts';
import { useDesk } from '../here.ts';

/** Of radio buttons the group is invalid, which cannot have the focus: then the first of them. */
const wrong = '[aria-invalid=true]:not([role=radiogroup]), [role=radiogroup][aria-invalid=true] input';

const accepted: Rejection = { fields: {}, whole: null };

export function useSubmission(view: View, form: { current: HTMLFormElement | null }) {
  const desk = useDesk();
  const [answers, setAnswers] = useAnswers(view);
  const [rejection, reject] = useState(accepted);
  const [busy, setBusy] = useState(false);

  const answer = (block: string, action: string, given: StateValue): void => {
    setAnswers((before) => withAnswer(before, block, action, given));
    if (rejection.fields[block] !== undefined) reject(withoutField(rejection, block));
  };
  // The first field that is wrong gets the focus, so that its sentence is read and can be answered at once.
  const refuse = (next: Rejection): void => {
    reject(next);
    setTimeout(() => form.current?.querySelector<HTMLElement>(wrong)?.focus());
  };
  const submit = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const refused = await submitView(desk, view, answers);
    setBusy(false);
    if (refused) refuse(refused);
    else reject(accepted);
  };
  const fail = (whole: string | null): void => reject({ ...rejection, whole });
  return { answers, rejection, busy, answer, submit, fail };
}

/** Mending a field takes its sentence away. */
function withoutField({ fields, whole }: Rejection, block: string): Rejection {
  const { [block]: _, ...others } = fields;
  return { fields: others, whole };
}
