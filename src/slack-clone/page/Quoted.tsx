import type { Message } from '../protocol.ts';
import { Avatar } from './Avatar.tsx';
import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import { now } from './clock.ts';
import { useWorkspace } from './here.ts';
import { dayName, fullTime, millis, timeOfDay } from './moment.ts';
import { wordsOf } from './speaking.ts';

/** A message away from where it stands: who, when, and its words. */
export function Quoted({ message }: { message: Message }) {
  const id = message.user ?? message.bot_id ?? '';
  const named = useWorkspace(({ names }) => names[id] ?? names[message.bot_id ?? '']);
  const at = millis(message.ts);
  return (
    <div class="quoted">
      <Avatar id={id} name={named?.name ?? ''} isApp={named?.isApp ?? false} />
      <div>
        <p class="byline">
          <span class="author">{message.username ?? named?.name ?? 'Somebody'}</span>
          <time class="time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
            {dayName(at, now())}, {timeOfDay(at)}
          </time>
        </p>
        <Mrkdwn text={wordsOf(message)} />
      </div>
    </div>
  );
}
