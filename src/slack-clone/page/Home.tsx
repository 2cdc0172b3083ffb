import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { InstalledApp, View } from '../protocol.ts';
import { Alert } from './Alert.tsx';
import { useAnswers } from './answering.ts';
import { withAnswer } from './answers.ts';
import { Blocks } from './blocks/Blocks.tsx';
import { SurfaceProvider } from './blocks/Surface.tsx';
import { focusComposer } from './focus.ts';
import { useWorkspace } from './here.ts';
import { useKeptFocus } from './keeping.ts';

/** What an app shows this person of its own accord, as it stands now. */
export function Home({ app, id, tab }: { app: InstalledApp; id: string; tab: string }) {
  const view = useWorkspace(({ homes }) => homes[app.app_id]);
  const panel = useRef<HTMLDivElement>(null);
  useKeptFocus(panel);
  useLayoutEffect(focusComposer, []);
  return (
    <div ref={panel} class="home" role="tabpanel" id={id} aria-labelledby={tab} tabIndex={0}>
      {view ? (
        <HomeBlocks key={view.id} view={view} />
      ) : (
        <p class="nothing">{app.name} shows you nothing here yet.</p>
      )}
    </div>
  );
}

function HomeBlocks({ view }: { view: View }) {
  const [answers, setAnswers] = useAnswers(view);
  const [failure, fail] = useState<string | null>(null);
  return (
    <SurfaceProvider
      container={{ type: 'view', view_id: view.id }}
      answers={answers}
      errors={{}}
      onAnswer={(block, action, given) => setAnswers((before) => withAnswer(before, block, action, given))}
      onFailure={fail}
    >
      <Blocks blocks={view.blocks} />
      <Alert sentence={failure} />
    </SurfaceProvider>
  );
}
