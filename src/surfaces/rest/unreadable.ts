import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { code, say, type Text } from '../../core/text.ts';
import { TOO_LARGE } from '../body-limit.ts';

/** What Fastify refuses before a route is reached: an address or a body that cannot be read. */
export function unreadable(error: unknown, deps: Pick<Deps, 'log' | 'random'>): AppError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 500 || !(error instanceof Error)) return refusalOf(error, deps);
  const known = UNREADABLE['code' in error ? String(error.code) : ''];
  const text = known?.text ?? say`The request cannot be read: ${error.message.slice(0, 200)}.`;
  return new AppError(known?.as ?? 'invalid_input', text);
}

/** A sentence for each way in which Fastify says that it could not read a request. */
const UNREADABLE: Readonly<Record<string, { text: Text; as?: ErrorCode }>> = {
  FST_ERR_BAD_URL: {
    text: say`The address is not one: a percent sign in it has to be followed by two hexadecimal digits.`,
  },
  FST_ERR_MAX_PARAM_LENGTH: { text: say`A name in the address is too long. It may have 100 characters.` },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    text: TOO_LARGE,
    as: 'payload_too_large',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    text: say`The body has to be JSON. Send it with the header ${code('content-type: application/json')}.`,
    as: 'unsupported_media_type',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    text: say`The body is empty, though its header says JSON. Send ${code('{}')}, or no ${code('content-type')}.`,
  },
  INVALID_FORM: {
    text: say`The form cannot be read: it has fields of text, each once, and one file.`,
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { text: say`The body is not valid JSON.` },
};
