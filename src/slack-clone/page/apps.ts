import type { InstalledApp } from '../protocol.ts';
import type { Workspace } from './state.ts';

/** The app that is at the other end of this conversation. */
export function appIn({ boot, channels }: Workspace, channel: string): InstalledApp | undefined {
  const other = channels.find(({ id }) => id === channel)?.user;
  return boot?.apps.find(({ bot_user_id }) => bot_user_id === other);
}
