import type { Message } from '../protocol.ts';
import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import { useWorkspace } from './here.ts';
import { fullTime, millis, timeOfDay } from './moment.ts';

/** Who came and went, and the like: a line of its own, in grey. */
export function SystemMessage({ message, class: className }: { message: Message; class: string }) {
  const name = useWorkspace(({ names }) => names[message.user ?? '']?.name ?? '');
  const at = millis(message.ts);
  const gone = message.subtype === 'tombstone';
  // Slack's own sentences begin with who it was; where they do not, the name goes before them.
  const says =
    gone || message.text.startsWith('<@') || name === '' ? message.text : `${name} ${message.text}`;
  return (
    <article
      tabIndex={-1}
      class={`message system ${className}`}
      aria-label={`${name}, ${timeOfDay(at)}`}
      data-ts={message.ts}
    >
      <div class="gutter">
        <time class="time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
          {timeOfDay(at)}
        </time>
      </div>
      <div class="message-body">
        <Mrkdwn text={gone ? 'This message was deleted.' : says} />
      </div>
    </article>
  );
}
