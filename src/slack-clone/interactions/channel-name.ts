import type { ChannelRow } from '../store/channels.ts';

/** What Slack calls a conversation when it tells an app where a person did something: no private channel by its name. */
export function nameForApps({ kind, name }: Pick<ChannelRow, 'kind' | 'name'>): string {
  return kind === 'private' ? 'privategroup' : (name ?? 'directmessage');
}
