import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { HomeTab, InstalledApp } from '../protocol.ts';
import { Home } from './Home.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { openChannel } from './opening.ts';

const tabs: { name: HomeTab; words: string }[] = [
  { name: 'home', words: 'Home' },
  { name: 'messages', words: 'Messages' },
];

/** An app's home and what was said with it, one at a time. Arrows go from tab to tab, Enter opens the one. */
export function AppTabs(props: { app: InstalledApp; channel: string; children: ComponentChildren }) {
  const { app, channel } = props;
  const desk = useDesk();
  const id = useId();
  const open = useWorkspace(({ tab }) => tab);
  const unread = useWorkspace(({ conversations }) => conversations[channel]?.unread ?? 0);
  const named = { id: `${id}-panel`, tab: `${id}-${open}` };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={app.name} onKeyDown={move}>
        {tabs.map(({ name, words }) => (
          <button
            key={name}
            type="button"
            class="tab"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === open}
            aria-controls={name === open ? named.id : undefined}
            tabIndex={name === open ? 0 : -1}
            onClick={() => void openChannel(desk, channel, { tab: name })}
          >
            {words}
            {name === 'messages' && open === 'home' && unread > 0 && (
              <span class="count">
                {unread}
                <span class="unseen"> unread</span>
              </span>
            )}
          </button>
        ))}
      </div>
      {open === 'home' ? (
        <Home app={app} {...named} />
      ) : (
        <div class="tab-panel" role="tabpanel" id={named.id} aria-labelledby={named.tab}>
          {props.children}
        </div>
      )}
    </>
  );
}

function move(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const each = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')];
  const at = each.findIndex((tab) => tab === document.activeElement);
  const to = { ArrowLeft: at - 1, ArrowRight: (at + 1) % each.length, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  each.at(to)?.focus();
}
