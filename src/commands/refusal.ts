import { AppError, ourFault } from '../core/errors.ts';
import type { Log, Random } from '../core/ports.ts';
import { say } from '../core/text.ts';
import { isUnavailable } from '../store/availability.ts';

/** Whatever was thrown, as a sentence. What was not meant for people goes to the log under a number they can name. */
export function refusalOf(thrown: unknown, { log, random }: { log: Log; random: Random }): AppError {
  if (thrown instanceof AppError) return thrown;
  const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  if (isUnavailable(thrown)) {
    log.warn(`The database does not answer: ${reason.split('\n')[0]}`);
    return new AppError(
      'service_unavailable',
      say`Botmint cannot reach its database just now, and nothing was changed. Try again in a minute.`,
    );
  }
  const requestId = `req_${Buffer.from(random.bytes(4)).toString('hex').toUpperCase()}`;
  log.error(`${requestId} ${reason}`);
  return ourFault(requestId, thrown);
}
