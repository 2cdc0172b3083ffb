import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { bold, say } from '../core/text.ts';
import type { Member } from '../store/members.ts';

/** @throws AppError when this person cannot stand in for the owner of a bot. */
export function refuseBackup({ id, name, role }: Member, owner: Id<'member'>, username: string): void {
  if (id !== owner && role !== 'guest') return;
  const sentence =
    id === owner
      ? say`${name} owns ${bold(username)}; its backup owner is somebody else.`
      : say`${name} is a guest here, and a guest answers for no bot. Name a member.`;
  throw new AppError('forbidden', sentence, { field: 'backup_owner' });
}
