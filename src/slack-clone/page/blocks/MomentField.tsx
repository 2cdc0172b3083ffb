import type { Datepicker, DateTimepicker, Timepicker } from '@slack/types';
import { spoken } from '../answers.ts';
import type { StateValue } from '../../protocol.ts';
import { localMinute } from '../moment.ts';
import type { Labelled } from './Element.tsx';
import { useSurface } from './Surface.tsx';

type Field = Datepicker | Timepicker | DateTimepicker;

/** Dates and times by the browser's own pickers, which know the keyboard and the screen reader of their platform. */
export function MomentField(props: {
  block: string;
  field: Field;
  name: string;
  labelled: Labelled | undefined;
}) {
  const { block, field, labelled } = props;
  const surface = useSurface();
  const action = field.action_id ?? '';
  const answer = surface.answers[block]?.[action];
  const change = (typed: string): void => {
    const next = written(field, typed);
    surface.answer(block, action, next);
    if (labelled && !labelled.tells) return;
    surface.act({ block_id: block, action_id: action, ...spoken(next), value: typed }, field.confirm);
  };
  return (
    <input
      id={labelled?.id}
      class="text-field moment-field"
      type={field.type === 'datepicker' ? 'date' : field.type === 'timepicker' ? 'time' : 'datetime-local'}
      value={shown(answer)}
      data-first
      data-focus={field.focus_on_load}
      aria-label={labelled ? undefined : props.name || field.type}
      aria-describedby={labelled?.describedBy}
      aria-invalid={labelled?.invalid}
      aria-required={labelled?.required}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function shown(answer: StateValue | undefined): string {
  const seconds = answer?.selected_date_time;
  if (typeof seconds === 'number') return localMinute(seconds * 1000);
  return answer?.selected_date ?? answer?.selected_time ?? '';
}

function written(field: Field, typed: string): StateValue {
  const value = typed || null;
  if (field.type === 'datepicker') return { type: field.type, selected_date: value };
  if (field.type === 'timepicker') return { type: field.type, selected_time: value };
  return {
    type: field.type,
    selected_date_time: value === null ? null : Math.floor(Date.parse(value) / 1000),
  };
}
