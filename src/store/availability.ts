/** What Node and pg say when the database is away, by code or, for a broken connection, by their words. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // It has as many connections as it takes.
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);
const WORDS =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|client was closed/i;

/** Whether this error says that the database cannot be reached, rather than that a statement was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && CODES.has(String(error.code))) || WORDS.test(error.message);
}
