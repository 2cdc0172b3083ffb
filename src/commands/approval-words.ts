import type { Button } from '../core/document.ts';
import { mayDo } from '../core/scopes.ts';
import { bold, command, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import type { Approval } from '../store/approvals.ts';

type Wanted = Pick<Approval, 'kind' | 'username' | 'added_scopes'>;

type Answered = Pick<
  Approval,
  'username' | 'bot_deleted_at' | 'answered_at' | 'answerer_name' | 'is_approved' | 'answer' | 'expires_at'
>;

/** What is asked for: "a bot named steve". */
export function wanted({ kind, username, added_scopes }: Wanted): Text {
  return kind === 'bots'
    ? say`a bot named ${bold(username)}`
    : say`a token for ${bold(username)} that ${mayDo(added_scopes)}`;
}

/** What became of it, as a sentence; nothing while it can be answered. */
export function answerTo(approval: Answered, zone: string, now: Date): Text {
  const { username, bot_deleted_at, answered_at, answerer_name, is_approved, answer, expires_at } = approval;
  if (answered_at && answerer_name !== null) {
    const when = absolute(answered_at, zone);
    if (is_approved) return say`${answerer_name} approved it on ${when}.`;
    return say`${answerer_name} denied it on ${when}${answer === null ? '.' : `: ${sentence(answer)}`}`;
  }
  // Only what becomes of its bot closes a request before its time is over.
  if (answered_at && answered_at < expires_at)
    return say`${username} ${bot_deleted_at ? 'was deleted' : 'has another owner now'}, so it is closed.`;
  return answered_at || expires_at <= now
    ? say`Nobody answered it until ${absolute(expires_at, zone)}.`
    : say``;
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** The two answers, one press away. */
export const answers = (id: string): Button[] => [
  { label: 'Approve', command: 'approvals approve', input: { id } },
  {
    label: 'Deny',
    command: 'approvals deny',
    input: { id },
    danger: true,
    confirm: {
      title: 'Deny this request?',
      text: say`Who asked is told. To say why as well: ${command(`approvals deny ${shortId(id)} -r "There is one already"`)}`,
      yes: 'Deny',
      no: 'Keep',
    },
  },
];
