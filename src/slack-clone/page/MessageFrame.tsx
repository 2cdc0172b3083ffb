import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from './Avatar.tsx';
import { fullTime, millis, timeOfDay } from './moment.ts';

/** Who, when, and what: the first of an author's messages has name and face, those that follow only their time. */
export function MessageFrame(props: {
  author: { id: string; name: string; isApp: boolean };
  ts: string;
  joined: boolean;
  edited?: boolean;
  class?: string;
  /** What can be done with it; drawn only for the one that is pointed at or has the focus. */
  tools?: () => ComponentChildren;
  children: ComponentChildren;
}) {
  const { author, joined, ts } = props;
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const at = millis(ts);
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
      data-ts={ts}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onFocusIn={() => setFocused(true)}
      onFocusOut={({ currentTarget, relatedTarget }) =>
        setFocused(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))
      }
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
      {(isHovered || isFocused) && props.tools?.()}
    </article>
  );
}
