import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import type { Line } from './conversation.ts';
import { useDesk } from './here.ts';
import { Icon } from './icons.tsx';
import { OnlyYou } from './MessageView.tsx';
import { retry } from './sending.ts';

/** A sentence of the page's own: what did not work, and what to do next. */
export function Note({ place, line }: { place: string; line: Extract<Line, { kind: 'note' }> }) {
  const desk = useDesk();
  return (
    <article class="message note ephemeral" aria-label="From this page">
      <div class="gutter">
        <span class="note-sign">
          <Icon name="warning" />
        </span>
      </div>
      <div class="message-body">
        <Mrkdwn text={line.sentence} />
        {line.retry !== null && (
          <p class="retry">
            <code>{line.retry}</code>
            <button type="button" class="button small" onClick={() => retry(desk, place, line)}>
              Try again
            </button>
          </p>
        )}
        <OnlyYou place={place} line={line} />
      </div>
    </article>
  );
}
