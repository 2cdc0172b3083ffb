import { newId, type Random, repeatable } from '../ids.ts';
import type { Clock } from '../stamps.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import * as workspaces from '../store/workspaces.ts';

/** alice sits at this machine. The others are elsewhere, so that a time which is told in the wrong zone shows. */
const PEOPLE = [
  {
    name: 'alice',
    real_name: 'Alice Adler',
    tz: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    is_admin: true,
    is_owner: true,
  },
  { name: 'bob', real_name: 'Bob Baker', tz: 'America/New_York' },
  { name: 'carol', real_name: 'Carol Costa', tz: 'Europe/Lisbon', is_restricted: true },
] as const;

const CHANNELS = [
  { name: 'general', is_general: true, purpose: 'Everybody is here.' },
  { name: 'bots', is_general: false, purpose: 'For bots and whoever looks after them.' },
];

/** Whoever has this name in this workspace is always called so: a script goes on after a reset. */
export const memberIdFor = (teamId: string, name: string): string =>
  newId('U', repeatable(`${teamId} member ${name}`));

export const channelIdFor = (teamId: string, name: string): string =>
  newId('C', repeatable(`${teamId} channel ${name}`));

/** A workspace's first state: three people in two channels. @param teamId the id to take again, if it had one before. */
export async function seed(
  db: Database,
  { clock, random, name = 'Local workspace' }: { clock: Clock; random: Random; name?: string | undefined },
  teamId: string | undefined,
): Promise<void> {
  const created_at = clock.now();
  await db.transaction().execute(async (transaction) => {
    const id = teamId ?? newId('T', random);
    await workspaces.insert(transaction, { id, name, domain: 'local', created_at });
    const [owner] = PEOPLE;
    const creator = memberIdFor(id, owner.name);
    const everybody: string[] = [];
    for (const person of PEOPLE) {
      const memberId = memberIdFor(id, person.name);
      await members.insert(transaction, { ...person, id: memberId, created_at });
      everybody.push(memberId);
    }
    for (const room of CHANNELS) {
      const channelId = channelIdFor(id, room.name);
      await channels.insert(transaction, { ...room, id: channelId, kind: 'public', creator, created_at });
      await channelMembers.add(transaction, [channelId], everybody, created_at);
    }
  });
}
