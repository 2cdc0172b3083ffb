/** What a code means to the person who reads it, and what to do next. In mrkdwn. */
import type { ManifestFault, SlashCommand } from '../protocol.ts';

export interface Failure {
  ok: false;
  error: string;
  /** Seconds, where the workspace said how long to wait. */
  wait?: number;
  /** What is wrong with a manifest. */
  errors?: ManifestFault[];
}

const sentences: Record<string, string> = {
  unreachable: 'The workspace cannot be reached. Look at the terminal where it runs, then try again.',
  dispatch_failed:
    'The app did not take this: it is not running, or it answered with an error. Look at the terminal where it runs, then try again.',
  operation_timeout:
    'The app did not answer within 3 seconds. It may still be at work: look whether it was done before you try again.',
  internal_error: 'Something went wrong in the workspace, and nothing was changed. Try again.',
  channel_not_found: 'This conversation is not there for you any more. Choose another one on the left.',
  not_in_channel: 'You are not in this channel, so nothing was sent. Ask a member to invite you.',
  is_archived: 'This channel is archived: it can be read, but nothing can be sent to it.',
  missing_scope: 'Your sign-in does not reach this. Choose yourself again under *Acting as*.',
  msg_too_long: 'A line has at most 40,000 characters, and this one has more. Nothing was sent.',
  account_inactive: 'This person has left the workspace. Load the page again to act as somebody else.',
  user_not_found: 'This person is not in the workspace any more. Load the page again to choose another one.',
  no_text: 'There is nothing to send.',
  thread_not_found: 'This thread is not there any more: the message that it began with was deleted.',
  cant_update_message: 'Only who wrote a message can change it.',
  cant_delete_message: 'Only who wrote a message can delete it, and an admin.',
  edit_window_closed: 'This message is too old to be changed.',
  too_many_reactions: 'This message has as many reactions as it can hold.',
  too_many_emoji: 'This message has as many different reactions as it can hold.',
  too_many_pins: 'As many messages are pinned here as can be. Unpin one first.',
  not_pinnable: 'This kind of message cannot be pinned.',
  file_not_found: 'The file did not arrive. Remove it, then attach it again.',
  file_uploads_disabled: 'This workspace takes no files.',
  unknown_method: 'This workspace cannot do this.',
  not_found: 'This is out of date: the app has taken it back. Ask for it again.',
  message_not_found: 'This message is out of date: the app has taken it back. Ask for it again.',
};

export function explain({ error, wait }: Failure): string {
  if (error === 'ratelimited') return `That was a lot at once. Wait ${seconds(wait ?? 1)}, then try again.`;
  return sentences[error] ?? `The workspace answered \`${error}\`, and nothing was changed. Try again.`;
}

const seconds = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`);

/** A slash command says its own name, as several may be under way. */
export function explainCommand(failure: Failure, command: string, commands: SlashCommand[]): string {
  switch (failure.error) {
    case 'invalid_command':
      return unknownCommand(command, commands);
    case 'dispatch_failed':
      return `\`${command}\` did not reach its app: it is not running, or it answered with an error. Look at the terminal where it runs, then try again.`;
    case 'operation_timeout':
      return `The app did not answer \`${command}\` within 3 seconds. It may still be at work: look whether it was done before you try again.`;
    default:
      return explain(failure);
  }
}

export function unknownCommand(command: string, commands: SlashCommand[]): string {
  const known = commands.map((one) => `\`${one.command}\``).join(', ');
  const said = `There is no command \`${command}\` here.`;
  return known === '' ? `${said} No app has brought any yet.` : `${said} There are: ${known}.`;
}
