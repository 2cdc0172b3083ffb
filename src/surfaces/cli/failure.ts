import { AppError } from '../../core/errors.ts';
import { plain, type Text } from '../../core/text.ts';
import type { Refused } from '../terminal.ts';
import { EXITS, OWN_EXITS } from './exits.ts';

/** What goes wrong on this side of the wire. */
export type FailureCode =
  | 'declined'
  | 'usage'
  | 'no_server'
  | 'not_ok'
  | 'timeout'
  | 'not_botmint'
  | 'not_logged_in'
  | 'wrong_settings'
  | 'interrupted';

/** A sentence for people, and for programs the object that they get in its place. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: number;
  readonly text: Text;
  /** As REST would answer it. */
  readonly body: object;
  /** What is missing or wrong, by input; of a refusal of the server. */
  readonly refused: Refused | undefined;

  constructor(exit: number, text: Text, body: object, refused?: Refused) {
    super(plain(text));
    this.exit = exit;
    this.text = text;
    this.body = body;
    this.refused = refused;
  }
}

export function failure(code: FailureCode, text: Text): Failure {
  return new Failure(OWN_EXITS[code], text, { ok: false, error: code, detail: plain(text) });
}

/** What the server refused. A code that this version does not know is the server's fault to us. */
export function refusedBy(refused: Refused): Failure {
  const exit = new Map<string, number>(Object.entries(EXITS)).get(refused.code) ?? EXITS.internal_error;
  return new Failure(exit, refused.text, refused.body, refused);
}

/** Whatever was thrown, as a failure. Undefined for what is a fault of this program. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof AppError)) return undefined;
  const { code, text } = thrown;
  return new Failure(EXITS[code], text, { ok: false, error: code, detail: plain(text) });
}
