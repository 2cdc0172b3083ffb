import type { ComponentChildren } from 'preact';
import { Avatar } from './Avatar.tsx';
import { fullTime, millis, timeOfDay } from './moment.ts';

/** Who, when, and what: the first of an author's messages has name and face, those that follow only their time. */
export function MessageFrame(props: {
  author: { id: string; name: string; isApp: boolean };
  ts: string;
  joined: boolean;
  edited?: boolean;
  class?: string;
  children: ComponentChildren;
}) {
  const { author, joined } = props;
  const at = millis(props.ts);
  const time = (
    <time class="time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {timeOfDay(at)}
    </time>
  );
  return (
    <article
      tabIndex={-1}
      class={`message ${joined ? 'joined' : ''} ${props.class ?? ''}`}
      aria-label={`${author.name}, ${timeOfDay(at)}`}
    >
      <div class="gutter">{joined ? time : <Avatar {...author} />}</div>
      <div class="message-body">
        {!joined && (
          <header class="byline">
            <span class="author">{author.name}</span>
            {author.isApp && <span class="badge">APP</span>}
            {time}
          </header>
        )}
        {props.children}
        {props.edited && <span class="edited">edited</span>}
      </div>
    </article>
  );
}
