import type { Channel } from '../protocol.ts';
import type { Named } from './workspace.ts';

/** #general, or the name of the other one. */
export const titleOf = (channel: Channel, names: Record<string, Named>): string =>
  channel.is_im ? (names[channel.user ?? '']?.name ?? 'Direct message') : `#${channel.name ?? channel.id}`;
