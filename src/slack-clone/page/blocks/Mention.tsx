/** What stands for something else in a line of text: a person, a channel, a moment, an address, an emoji. */
import type { ComponentChildren } from 'preact';
import { now } from '../clock.ts';
import { emoji } from '../emoji.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { formatDate, fullTime } from '../moment.ts';
import { openChannel } from '../opening.ts';

export function UserMention({ id, label }: { id: string; label?: string }) {
  const name = useWorkspace(({ names }) => names[id]?.name);
  const isMe = useWorkspace(({ me }) => me?.id === id);
  return <span class={isMe ? 'mention mention-me' : 'mention'}>@{name ?? (label || id)}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string }) {
  const desk = useDesk();
  const name = useWorkspace(({ channels }) => channels.find((channel) => channel.id === id)?.name);
  if (name === undefined) return <span class="mention">#{label || id}</span>;
  return (
    <a
      class="mention"
      href={`#/${id}`}
      onClick={(event) => {
        event.preventDefault();
        void openChannel(desk, id);
      }}
    >
      #{name}
    </a>
  );
}

export const Broadcast = ({ range }: { range: string }) => (
  <span class="mention mention-me">@{range.replace(/^subteam\^/, '')}</span>
);

export function Moment({ at, format, url }: { at: number; format: string; url?: string }) {
  const time = (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {formatDate(format, at, now())}
    </time>
  );
  return url ? <Link url={url}>{time}</Link> : time;
}

/** Only addresses that a reader expects to follow; anything else (javascript:, data:) stays as its text. */
export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  if (!isFollowable(url)) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

export const isFollowable = (url: string): boolean => /^(?:https?:\/\/|mailto:)/i.test(url);

export function Emoji({ name }: { name: string }) {
  const sign = emoji(name);
  if (sign === null) return <>:{name}:</>;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')}>
      {sign}
    </span>
  );
}
