/** Where lines stand and are written: a channel's id, or for a thread in it `C1/1763762040.000100`. */
export const threadPlace = (channel: string, ts: string): string => `${channel}/${ts}`;

export function readPlace(place: string): { channel: string; thread: string | undefined } {
  const [channel = '', thread] = place.split('/');
  return { channel, thread };
}

export const isIn = (place: string, channel: string): boolean =>
  place === channel || place.startsWith(`${channel}/`);
