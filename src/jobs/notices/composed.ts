import { z } from 'zod';
import type { Document } from '../../core/document.ts';
import type { Notice, NoticeKind } from '../../core/notices.ts';
import type { NoticeRow } from '../../store/notices.ts';
import type { Composers, Telling } from './compose.ts';
import { composers as all } from './index.ts';

/** What `notices.insert` wrote. */
const Known = z.custom<Notice>((value) => z.looseObject({ kind: z.string() }).safeParse(value).success);

export const noticeOf = ({ kind, subject }: NoticeRow): Notice => Known.parse({ ...subject, kind });

/** The words for it, as of now; undefined when there is nothing to be said any more. */
export async function composed(
  notice: Notice,
  telling: Telling,
  composers: Composers = all,
): Promise<Document | undefined> {
  return composedAs(notice.kind, notice, telling, composers);
}

async function composedAs<Kind extends NoticeKind>(
  kind: Kind,
  notice: Extract<Notice, { kind: Kind }>,
  telling: Telling,
  composers: Composers,
): Promise<Document | undefined> {
  return composers[kind](notice, telling);
}
