import { useEffect } from 'preact/hooks';
import { ConversationPane } from './ConversationPane.tsx';
import { useWorkspace } from './here.ts';
import { ModalStack } from './modal/ModalStack.tsx';
import { Rail } from './Rail.tsx';
import { titleOf } from './title.ts';

/** One pane beside the other; in a narrow window the rail, or the conversation that was opened from it. */
export function App() {
  const boot = useWorkspace((workspace) => workspace.boot);
  const trouble = useWorkspace((workspace) => workspace.trouble);
  const me = useWorkspace((workspace) => workspace.me);
  const open = useWorkspace((workspace) => workspace.channels.find(({ id }) => id === workspace.open));
  const names = useWorkspace((workspace) => workspace.names);
  const name = open && titleOf(open, names);
  useEffect(() => {
    document.title = [name, boot?.team.name ?? 'Workspace'].filter(Boolean).join(' · ');
  }, [name, boot]);

  if (trouble !== null) {
    return (
      <main class="trouble">
        <p role="alert">{trouble}</p>
      </main>
    );
  }
  return (
    <div class={`app ${open ? 'has-open' : ''}`}>
      <Rail />
      <main class="pane">
        {open && me ? <ConversationPane key={`${me.id} ${open.id}`} channel={open} /> : null}
      </main>
      <ModalStack />
    </div>
  );
}
