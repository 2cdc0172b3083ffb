import { Avatar } from '../Avatar.tsx';
import { now } from '../clock.ts';
import { useWorkspace } from '../here.ts';
import { dayName, fullTime, millis, timeOfDay } from '../moment.ts';
import { spokenText } from '../mrkdwn.ts';
import { titleOf } from '../title.ts';
import { highlight, type Match } from './searching.ts';

/** A message that was found: where, who, when, and the words that were looked for. */
export function Result({ match, query, onChoose }: { match: Match; query: string; onChoose: () => void }) {
  const { channel, user, username, ts } = match;
  const names = useWorkspace((workspace) => workspace.names);
  const known = useWorkspace(({ channels }) => channels.find(({ id }) => id === channel.id));
  const named = names[user ?? ''];
  const at = millis(ts);
  const text = spokenText(
    match.text.replaceAll(/<@([A-Z0-9]+)>/g, (all, id: string) => names[id]?.name ?? all),
  );
  return (
    <button type="button" class="result" onClick={onChoose}>
      <Avatar id={user ?? ''} name={named?.name ?? username} isApp={named?.isApp ?? false} />
      <span class="result-body">
        <span class="result-head">
          <b>{named?.name ?? username}</b>
          <span class="soft">
            {known ? titleOf(known, names) : `#${channel.name}`} ·{' '}
            <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
              {dayName(at, now())}, {timeOfDay(at)}
            </time>
          </span>
        </span>
        <span class="result-text">
          {highlight(text, query).map((piece, index) =>
            piece.isFound ? <mark key={index}>{piece.text}</mark> : piece.text,
          )}
        </span>
      </span>
    </button>
  );
}
