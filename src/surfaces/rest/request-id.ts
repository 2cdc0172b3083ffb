import type { IncomingHttpHeaders } from 'node:http';
import type { Ids } from '../../core/ports.ts';

const GIVEN = /^[\w.:-]{1,128}$/;

/** Each random name serves for so many, with a number: to make one for each is a twentieth of what an answer costs. */
const MANY = 1000;

let name = '';
let count = 0;

/** A name of its own for a request. */
export function nextRequestId(ids: Ids): string {
  if (count % MANY === 0) name = ids.make();
  count += 1;
  return `req_${name}-${count % MANY}`;
}

/** What this request is called in answers: as its caller calls it, or a name of its own. */
export const requestIdFor = ({ 'x-request-id': given }: IncomingHttpHeaders, ids: Ids): string =>
  typeof given === 'string' && GIVEN.test(given) ? given : nextRequestId(ids);
