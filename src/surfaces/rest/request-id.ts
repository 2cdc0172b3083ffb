import type { IncomingHttpHeaders } from 'node:http';
import type { Ids } from '../../core/ports.ts';

const GIVEN = /^[\w.:-]{1,128}$/;

/** What this request is called in answers: as its caller calls it, or a name of its own. */
export function requestIdFor({ 'x-request-id': given }: IncomingHttpHeaders, ids: Ids): string {
  return typeof given === 'string' && GIVEN.test(given) ? given : `req_${ids.make()}`;
}
