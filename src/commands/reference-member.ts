import { AppError } from '../core/errors.ts';
import { command, quoted, say } from '../core/text.ts';
import * as members from '../store/members.ts';
import { OFFERED, type Reference } from './reference.ts';

/** Slack sends a mention as `<@U0BOB>` or `<@U0BOB|bob>` where it escapes, else as it was typed. */
const MENTION = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/;

/** A person of the organization, by name or mention; those who are gone are nobody's to name. */
export const memberReference: Reference<members.Member> = {
  async find({ db }, { field, text, purpose }) {
    const typed = text.trim();
    const mentioned = MENTION.exec(typed)?.[1];
    const found = mentioned
      ? [await members.findBySlackUser(db, mentioned)]
      : await members.findByName(db, typed.replace(/^@/, '').toLowerCase());
    const [member, other] = found.filter((each) => each && !each.is_deactivated);
    if (!member) throw unknownMember(field, text);
    if (other) throw ambiguous(field, text);
    if (purpose !== 'change') return member;
    return (await members.lock(db, member.id)) ?? member;
  },

  async choices({ db }, like) {
    const found = await members.list(db, { limit: OFFERED, like });
    return found
      .filter(({ is_deactivated }) => !is_deactivated)
      .map(({ name }) => ({ value: `@${name}`, label: `@${name}` }));
  },
};

function unknownMember(field: string, text: string): AppError {
  const sentence = say`There is nobody named ${quoted(text)} here. ${command('members list')} shows everybody.`;
  return new AppError('unknown_member', sentence, { field });
}

function ambiguous(field: string, text: string): AppError {
  const sentence = say`More than one person here is named ${quoted(text)}. Mention the one you mean, with @.`;
  return new AppError('unknown_member', sentence, { field });
}
