import { useState } from 'preact/hooks';
import type { View } from '../protocol.ts';
import { initialAnswers, keepAnswers, type Answers } from './answers.ts';

/** What was typed lives as long as the view; an update keeps it where its field remains. */
export function useAnswers(view: View) {
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
