import { useEffect } from 'preact/hooks';
import { Apps } from './browse/Apps.tsx';
import { Channels } from './browse/Channels.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { useWorkspace } from './here.ts';
import { useOwnFace } from './face.ts';
import { ModalStack } from './modal/ModalStack.tsx';
import { Rail } from './Rail.tsx';
import { SidePane } from './side/SidePane.tsx';
import { titleOf } from './title.ts';

const lists = { apps: 'Apps', channels: 'Channels' };

/** One pane beside the other; in a narrow window one at a time: the rail, what was opened from it, what is beside that. */
export function App() {
  const boot = useWorkspace((workspace) => workspace.boot);
  const trouble = useWorkspace((workspace) => workspace.trouble);
  const me = useWorkspace((workspace) => workspace.me);
  const open = useWorkspace((workspace) => workspace.channels.find(({ id }) => id === workspace.open));
  const browsing = useWorkspace((workspace) => workspace.browsing);
  const hasSide = useWorkspace(({ side, tab }) => side !== null && tab === 'messages');
  const names = useWorkspace((workspace) => workspace.names);
  const name = browsing === null ? open && titleOf(open, names) : lists[browsing];
  useEffect(() => {
    document.title = [name, me?.name, boot?.team.name ?? 'Workspace'].filter(Boolean).join(' · ');
  }, [name, me, boot]);
  const tone = useOwnFace();

  if (trouble !== null) {
    return (
      <main class="trouble">
        <p role="alert">{trouble}</p>
      </main>
    );
  }
  const classes = ['app', tone, (open ?? browsing) && 'has-open', open && hasSide && 'has-side'];
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      <Rail />
      <main class="pane">
        {browsing === 'apps' && me && <Apps key={me.id} />}
        {browsing === 'channels' && me && <Channels key={me.id} />}
        {browsing === null && open && me && <ConversationPane key={`${me.id} ${open.id}`} channel={open} />}
      </main>
      {open && me && hasSide && <SidePane key={`${me.id} ${open.id}`} channel={open} />}
      <ModalStack />
    </div>
  );
}
