import type { Deps } from '../../commands/execute.ts';
import { findDirect, keepDirect } from '../../commands/matrix-directs.ts';
import { organizationOfHomeserver } from '../../commands/matrix-organization.ts';
import type { Id } from '../../core/ids.ts';
import { type Homeserver, HomeserverRefusal, type RoomStanding } from '../../core/matrix.ts';

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
  readonly #opening = new Map<Id<'member'>, Promise<string>>();
  /** The list of all is read and written whole, so one change comes after the other. */
  #listing: Promise<unknown> = Promise.resolve();

  constructor(deps: Deps, homeserver: Homeserver) {
    this.#deps = deps;
    this.#homeserver = homeserver;
  }

  /** Theirs, or a new one to which they are invited: nobody else is in it or invited, and it is not encrypted. */
  async openFor(member: MatrixMember): Promise<string> {
    const opening = this.#opening.get(member.id) ?? this.#find(member);
    this.#opening.set(member.id, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(member.id);
    }
  }

  /**
   * Has a room that somebody made for the two of them be theirs, where nobody else is in it. False: it is none.
   */
  async adopt(member: MatrixMember, roomId: string): Promise<boolean> {
    const { whose, kept } = await this.#kept(member);
    if (kept === roomId) return true;
    if (!(await this.isAlone(roomId, member.matrixUserId))) return false;
    await keepDirect(this.#deps, { ...whose, room: roomId, instead: kept });
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

  async #find(member: MatrixMember): Promise<string> {
    const { matrixUserId: userId } = member;
    const { self } = this.#homeserver;
    const { whose, kept } = await this.#kept(member);
    if (kept !== undefined) {
      const standing = await this.#standing(kept);
      if (standing && this.#isTheirs(standing, userId)) return kept;
    }
    const room = await this.#homeserver.openDirect(self, userId);
    const ours = await keepDirect(this.#deps, { ...whose, room, instead: kept });
    if (ours === room) await this.#list(member, room);
    else await this.#homeserver.leave(self, room);
    return ours;
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

  #isTheirs({ joined, invited, joinRule, isEncrypted }: RoomStanding, userId: string): boolean {
    const { self } = this.#homeserver;
    const everybody = new Set([...joined, ...invited]);
    const areTheTwo = everybody.size === 2 && joined.includes(self) && everybody.has(userId);
    return areTheTwo && joinRule === 'invite' && !isEncrypted;
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
