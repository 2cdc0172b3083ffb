/** Where blocks stand, a message or a view: what their elements need to be answered, pressed and asked for choices. */
import type { Confirm as Confirmation } from '@slack/types';
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import type { BlocksActions, Container, StateValue } from '../../protocol.ts';
import { act, suggest } from '../acting.ts';
import type { Answers } from '../answers.ts';
import { useDesk } from '../here.ts';
import { Confirm } from './Confirm.tsx';
import type { Choice } from './picking.ts';

type Action = BlocksActions['action'];

export interface Surface {
  answers: Answers;
  errors: Record<string, string>;
  answer(block: string, action: string, answer: StateValue): void;
  act(action: Action, confirm?: Confirmation): void;
  suggest(block: string, action: string, typed: string): Promise<Choice[] | string>;
  isBusy(block: string, action: string, value?: string): boolean;
}

interface Asked {
  action: Action;
  confirm: Confirmation;
  /** What stood there before the choice that is asked about. */
  before: StateValue | undefined;
}

const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('A block stands outside of a message or a view.');
  return surface;
}

export function SurfaceProvider(props: {
  container: Container;
  answers: Answers;
  errors: Record<string, string>;
  onAnswer: Surface['answer'];
  onFailure: (sentence: string | null) => void;
  children: ComponentChildren;
}) {
  const desk = useDesk();
  const [busy, setBusy] = useState<string | null>(null);
  const [asked, ask] = useState<Asked | null>(null);
  const { container, answers, errors, onAnswer } = props;
  // A question or a pause may stand between a choice and its sending: what is sent is what is there by then.
  const latest = useRef(answers);
  latest.current = answers;
  const state = () => ({ values: latest.current });

  async function send(action: Action): Promise<void> {
    setBusy(nameOf(action.block_id, action.action_id, action.value));
    props.onFailure(null);
    const failure = await act(desk, { container, action, state: state() });
    setBusy(null);
    if (failure !== null) props.onFailure(failure);
  }

  const surface: Surface = {
    answers,
    errors,
    answer: onAnswer,
    act: (action, confirm) => {
      const before = latest.current[action.block_id]?.[action.action_id];
      if (confirm) ask({ action, confirm, before });
      else void send(action);
    },
    suggest: (block_id, action_id, value) =>
      suggest(desk, { container, block_id, action_id, value, state: state() }),
    isBusy: (block, action, value) => busy === nameOf(block, action, value),
  };
  return (
    <SurfaceContext.Provider value={surface}>
      {props.children}
      {asked && (
        <Confirm
          confirm={asked.confirm}
          onNo={() => {
            ask(null);
            if (asked.before) onAnswer(asked.action.block_id, asked.action.action_id, asked.before);
          }}
          onYes={() => {
            ask(null);
            void send(asked.action);
          }}
        />
      )}
    </SurfaceContext.Provider>
  );
}

const nameOf = (block: string, action: string, value = ''): string => [block, action, value].join('\n');
