import type { AnyBlock } from '@slack/types';
import { useMemo, useState } from 'preact/hooks';
import { Alert } from './Alert.tsx';
import { initialAnswers, keepAnswers, withAnswer, type Answers } from './answers.ts';
import { Blocks } from './blocks/Blocks.tsx';
import { SurfaceProvider } from './blocks/Surface.tsx';

/** Blocks of a message, or of what hangs below it: both are pressed as the message's. */
export function MessageBlocks({ channel, ts, blocks }: { channel: string; ts: string; blocks: AnyBlock[] }) {
  const [failure, fail] = useState<string | null>(null);
  const [chosen, choose] = useState<Answers>(() => initialAnswers(blocks));
  const answers = useMemo(() => keepAnswers(blocks, chosen), [blocks, chosen]);
  return (
    <SurfaceProvider
      container={{ type: 'message', channel, message_ts: ts }}
      answers={answers}
      errors={{}}
      onAnswer={(block, action, answer) => choose(withAnswer(answers, block, action, answer))}
      onFailure={fail}
    >
      <Blocks blocks={blocks} />
      <Alert sentence={failure} />
    </SurfaceProvider>
  );
}
