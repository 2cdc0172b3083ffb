import type { Channel } from '../protocol.ts';
import type { Named } from './state.ts';

/** #general, or the name of the other one. */
export const titleOf = (channel: Channel, names: Record<string, Named>): string => {
  if (channel.is_im) return names[channel.user ?? '']?.name ?? 'Direct message';
  return channel.is_mpim ? among(channel) : `#${channel.name ?? channel.id}`;
};

/** Slack's own name for a direct message among several says who is in it: `mpdm-alice--bob--carol-1`. */
const among = ({ name = '' }: Channel): string =>
  name
    .replace(/^mpdm-/, '')
    .replace(/-\d+$/, '')
    .split('--')
    .join(', ');
