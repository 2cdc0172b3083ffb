import type { Document } from '../../core/document.ts';
import type { Notice, NoticeKind } from '../../core/notices.ts';
import type { Db } from '../../store/database.ts';
import type { Member } from '../../store/members.ts';

/** What the words of a notice are found from, within its organization and for reading only. */
export interface Telling {
  db: Db;
  now: Date;
  /** Of the one who is told; UTC in a channel. */
  timeZone: string;
  /** The one who is told; undefined in a channel. */
  member: Member | undefined;
}

/** How a kind of notice is said now; undefined when there is nothing to be said any more. */
export type Compose<Kind extends NoticeKind> = (
  notice: Extract<Notice, { kind: Kind }>,
  telling: Telling,
) => Promise<Document | undefined>;

/** Every kind of notice, and how it is said: a new kind does not compile until it has words. */
export type Composers = { [Kind in NoticeKind]: Compose<Kind> };
