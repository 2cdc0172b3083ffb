import { AppError } from '../core/errors.ts';
import { command, quoted, say, storable } from '../core/text.ts';
import * as members from '../store/members.ts';
import { OFFERED, type Reference } from './reference.ts';

/** Slack sends a mention as `<@U0BOB>` or `<@U0BOB|bob>` where it escapes, else as it was typed. */
const MENTION = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/;

const MATRIX_USER = /^@[^:]+:./;

/** A person of the organization, by name, mention or Matrix user id. Of those who are gone no more can be asked than to look. */
export const memberReference: Reference<members.Member> = {
  async find({ db }, { field, text, purpose }) {
    const typed = storable(text.trim());
    const mentioned = MENTION.exec(typed)?.[1];
    const inMatrix = MATRIX_USER.test(typed) ? await members.findByMatrixUser(db, typed) : undefined;
    const found = mentioned
      ? [await members.findBySlackUser(db, mentioned)]
      : inMatrix
        ? [inMatrix]
        : await members.findByName(db, typed.replace(/^@/, '').toLowerCase());
    const everybody = found.filter((each) => each !== undefined);
    const present = everybody.filter((each) => !each.is_deactivated);
    const [member, other] = present.length > 0 ? present : everybody;
    if (!member) throw unknownMember(field, text);
    if (other) throw ambiguous(field, text);
    if (purpose === 'look') return member;
    const locked = purpose === 'change' ? await members.lock(db, member.id) : member;
    if (!locked || locked.is_deactivated) throw goneMember(field, member);
    return locked;
  },

  async choices({ db }, like) {
    const found = await members.list(db, { limit: OFFERED, like });
    const present = found.filter(({ is_deactivated }) => !is_deactivated);
    const names = Map.groupBy(present, ({ name }) => name);
    return present.map((member) => {
      const isOneOfSeveral = (names.get(member.name)?.length ?? 0) > 1;
      const label = `@${member.name}`;
      return { value: isOneOfSeveral ? exactly(member) : label, label };
    });
  },
};

/** What means this one, whoever else has the name. */
const exactly = ({ slack_user_id: slack, matrix_user_id: matrix, name }: members.Member): string =>
  slack === null ? (matrix ?? `@${name}`) : `<@${slack}>`;

const NONE = 'none';

/** A person of the organization, or nobody. */
export const memberOrNoneReference: Reference<members.Member | null> = {
  async find(context, naming) {
    return naming.text.trim().toLowerCase() === NONE ? null : memberReference.find(context, naming);
  },

  async choices(context, like) {
    const people = await memberReference.choices(context, like);
    return NONE.includes(like) ? [{ value: NONE, label: NONE }, ...people] : people;
  },
};

function goneMember(field: string, { name }: members.Member): AppError {
  const sentence = say`${name} is deactivated in this workspace. ${command('members list')} shows everybody.`;
  return new AppError('unknown_member', sentence, { field });
}

function unknownMember(field: string, text: string): AppError {
  const sentence = say`There is nobody named ${quoted(text)} here. ${command('members list')} shows everybody.`;
  return new AppError('unknown_member', sentence, { field });
}

function ambiguous(field: string, text: string): AppError {
  const sentence = say`More than one person here is named ${quoted(text)}. Mention the one you mean, with @.`;
  return new AppError('unknown_member', sentence, { field });
}
