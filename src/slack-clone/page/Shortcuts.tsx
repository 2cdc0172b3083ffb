import type { Shortcut } from '../protocol.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Menu } from './Menu.tsx';
import { takeShortcut } from './shortcuts.ts';

/** What apps offer behind a button: everywhere, or with `message` at that one. Nothing where there is nothing. */
export function Shortcuts({ channel, message }: { channel: string; message?: string }) {
  const desk = useDesk();
  const all = useWorkspace((workspace) => workspace.shortcuts);
  const apps = useWorkspace(({ boot }) => boot?.apps);
  const type = message === undefined ? 'global' : 'message';
  const offered = all.filter((shortcut) => shortcut.type === type);
  if (offered.length === 0) return null;
  const appOf = ({ app_id }: Shortcut): string => apps?.find((app) => app.app_id === app_id)?.name ?? '';
  const items = offered.map((shortcut) => ({
    key: `${shortcut.app_id} ${shortcut.callback_id}`,
    content: (
      <span class="option-words">
        {shortcut.name}
        <span class="option-about">
          {[appOf(shortcut), shortcut.description].filter(Boolean).join(' · ')}
        </span>
      </span>
    ),
    choose: () => void takeShortcut(desk, shortcut, channel, message),
  }));
  return (
    <Menu
      label={message === undefined ? 'Shortcuts' : 'Shortcuts for this message'}
      class="icon-button shortcuts"
      items={items}
    >
      <Icon name="bolt" />
    </Menu>
  );
}
