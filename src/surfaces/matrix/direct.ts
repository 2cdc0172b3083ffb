import type { Deps } from '../../commands/execute.ts';
import { findDirect, keepDirect } from '../../commands/matrix-directs.ts';
import { organizationOfHomeserver } from '../../commands/matrix-organization.ts';
import type { Id } from '../../core/ids.ts';
import { type Homeserver, HomeserverRefusal, type RoomStanding } from '../../core/matrix.ts';
import { Unreachable } from '../../core/ports.ts';

const DAY_MS = 86_400_000;

const ENCRYPTS =
  'The homeserver encrypts every direct room, and Botmint cannot read there: see docs/matrix.md, "What is not there".';

/** Somebody who is known on a homeserver. */
export interface MatrixMember {
  id: Id<'member'>;
  matrixUserId: string;
}

/** The rooms in which the command bot speaks with one person alone. */
export class Directs {
  readonly #deps: Deps;
  readonly #homeserver: Homeserver;
  /** Who is being given one: two at once wait for the same. */
  readonly #opening = new Map<string, Promise<string>>();
  /** When it was seen that the homeserver encrypts what is made there. */
  #encryptedAt = -Infinity;
  /** The list of all is read and written whole, so one change comes after the other. */
  #listing: Promise<unknown> = Promise.resolve();

  constructor(deps: Deps, homeserver: Homeserver) {
    this.#deps = deps;
    this.#homeserver = homeserver;
  }

  /**
   * Theirs, or a new one to which they are invited: nobody else is in it or invited, and it is not encrypted. Whoever left
   * theirs, and did not ask now, is not invited more than once a day.
   * @throws Unreachable when there is none, with a sentence that says why.
   */
  async openFor(member: MatrixMember, { isUnasked = false } = {}): Promise<string> {
    const key = `${member.id} ${isUnasked}`;
    const opening = this.#opening.get(key) ?? this.#find(member, isUnasked);
    this.#opening.set(key, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(key);
    }
  }

  /**
   * Has a room that somebody made for the two of them be theirs, where nobody else is in it. False: it is none.
   */
  async adopt(member: MatrixMember, roomId: string): Promise<boolean> {
    const { whose, kept } = await this.#kept(member);
    if (kept?.room === roomId) return true;
    if (!(await this.isAlone(roomId, member.matrixUserId))) return false;
    await keepDirect(this.#deps, { ...whose, room: roomId, instead: kept?.room });
    await this.#list(member, roomId);
    return true;
  }

  /** Whether nobody but this user and the command bot is in a room or can come in, asked just now. */
  async isAlone(roomId: string, userId: string): Promise<boolean> {
    const standing = await this.#standing(roomId);
    return standing !== undefined && standing.joined.includes(userId) && this.#isTheirs(standing, userId);
  }

  /** Who else is in a room or invited to it, asked just now. */
  async others(roomId: string, userId: string): Promise<{ joined: string[]; invited: string[] }> {
    const { joined = [], invited = [] } = (await this.#standing(roomId)) ?? {};
    const isOther = (each: string): boolean => each !== userId && each !== this.#homeserver.self;
    return { joined: joined.filter(isOther), invited: invited.filter(isOther) };
  }

  async #find(member: MatrixMember, isUnasked: boolean): Promise<string> {
    const { matrixUserId: userId } = member;
    const { self } = this.#homeserver;
    const { whose, kept } = await this.#kept(member);
    if (kept) {
      const standing = await this.#standing(kept.room);
      if (standing && this.#isTheirs(standing, userId)) return kept.room;
      const hasLeft = standing && ![...standing.joined, ...standing.invited].includes(userId);
      const age = this.#deps.clock.now().getTime() - kept.at.getTime();
      if (isUnasked && hasLeft && age < DAY_MS)
        throw new Unreachable('They left their direct room, and are invited anew once a day at most.');
    }
    const room = await this.#make(userId);
    const ours = await keepDirect(this.#deps, { ...whose, room, instead: kept?.room });
    if (ours === room) await this.#list(member, room);
    else await this.#homeserver.leave(self, room);
    return ours;
  }

  /** A homeserver may encrypt what is made there, whatever was asked: then it is made once a day to see whether it does. */
  async #make(userId: string): Promise<string> {
    const { self } = this.#homeserver;
    const { clock } = this.#deps;
    if (clock.elapsed() - this.#encryptedAt < DAY_MS) throw new Unreachable(ENCRYPTS);
    const room = await this.#homeserver.openDirect(self, userId);
    if (!(await this.#homeserver.isEncrypted(self, room))) return room;
    this.#encryptedAt = clock.elapsed();
    await this.#homeserver.leave(self, room);
    throw new Unreachable(ENCRYPTS);
  }

  async #kept({ id: member }: MatrixMember) {
    const organization = await organizationOfHomeserver(this.#homeserver.serverName, this.#deps);
    const whose = { organization, member };
    return { whose, kept: await findDirect(this.#deps, whose) };
  }

  /** Undefined where the command bot is not in it. */
  async #standing(roomId: string): Promise<RoomStanding | undefined> {
    try {
      return await this.#homeserver.standing(this.#homeserver.self, roomId);
    } catch (error) {
      if (error instanceof HomeserverRefusal && [403, 404].includes(error.status)) return undefined;
      throw error;
    }
  }

  #isTheirs(standing: RoomStanding, userId: string): boolean {
    const { joined, invited, joinRule, historyVisibility, isEncrypted } = standing;
    const { self } = this.#homeserver;
    const everybody = new Set([...joined, ...invited]);
    const areTheTwo = everybody.size === 2 && joined.includes(self) && everybody.has(userId);
    return areTheTwo && joinRule === 'invite' && historyVisibility !== 'world_readable' && !isEncrypted;
  }

  /** For clients of the command bot's own account, and whoever looks there; what is said goes where it goes without. */
  async #list({ matrixUserId }: MatrixMember, roomId: string): Promise<void> {
    const listing = this.#listing.then(async () => this.#listAnew(matrixUserId, roomId));
    this.#listing = listing;
    await listing;
  }

  async #listAnew(userId: string, roomId: string): Promise<void> {
    const { self } = this.#homeserver;
    try {
      const { [userId]: rooms = [], ...others } = await this.#homeserver.directs(self);
      if (rooms.includes(roomId)) return;
      await this.#homeserver.setDirects(self, { ...others, [userId]: [...rooms, roomId] });
    } catch (error) {
      this.#deps.log.warn(`A direct room was not listed on the homeserver: ${String(error)}`);
    }
  }
}
