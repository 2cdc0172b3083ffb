import { createHash } from 'node:crypto';

/** Ids and secrets in the shapes that Slack gives them, from randomness that the caller hands in. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** T workspace, U member, C channel, D direct message, A app, B bot, V view, F file, Q scheduled message. */
type Prefix = 'T' | 'U' | 'C' | 'D' | 'A' | 'B' | 'V' | 'F' | 'Q' | 'Bk';

const BASE_36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE_62 = `${BASE_36}abcdefghijklmnopqrstuvwxyz`;

/** Eleven upper-case characters, as `C0A1B2C3D4E`. */
export function newId(prefix: Prefix, random: Random): string {
  return `${prefix}0${draw(BASE_36, 9, random)}`;
}

/** What is always the same for the same words: for ids of what may be made anew, and never for a secret. */
export function repeatable(words: string): Random {
  let count = 0;
  const block = (): Buffer =>
    createHash('sha256')
      .update(`${(count += 1)} ${words}`)
      .digest();
  return {
    bytes: (wanted) =>
      Buffer.concat(Array.from({ length: Math.ceil(wanted / 32) }, block)).subarray(0, wanted),
  };
}

/** In Slack's shape, so that secret scanners and people know it for what it is. */
export function newBotToken(random: Random): string {
  return `xoxb-${draw('0123456789', 12, random)}-${draw('0123456789', 13, random)}-${draw(BASE_62, 24, random)}`;
}

/** As Slack's, of which the last part is 128 bits. */
export function newUserToken(random: Random): string {
  return `xoxp-${draw('0123456789', 12, random)}-${draw('0123456789', 12, random)}-${hex(16, random)}`;
}

/** A config token makes and changes apps. Slack's are JSON in base64 with a signature; only the length matters here. */
export function newConfigToken(random: Random): string {
  return `xoxe.xoxp-1-${draw(BASE_62, 166, random)}`;
}

/** An app-level token names its app, and has 256 bits. */
export function newAppToken(appId: string, random: Random): string {
  return `xapp-1-${appId}-${draw('0123456789', 13, random)}-${hex(32, random)}`;
}

/** As `4242424242424.1234567890123`. */
export function newClientId(random: Random): string {
  return `${draw('123456789', 1, random)}${draw('0123456789', 12, random)}.${draw('0123456789', 13, random)}`;
}

/** What a person's leave is exchanged with; as Slack's, of which the last part is 256 bits. */
export function newOauthCode(random: Random): string {
  return `${draw('0123456789', 13, random)}.${draw('0123456789', 13, random)}.${hex(32, random)}`;
}

/** The third part is what cannot be guessed; the first two only look like Slack's. */
export function newTriggerId(random: Random): string {
  return `${draw('0123456789', 13, random)}.${draw('0123456789', 12, random)}.${hex(16, random)}`;
}

/** What stands at the end of a response_url or an upload address: 24 characters, 142 bits. */
export function newUrlSecret(random: Random): string {
  return draw(BASE_62, 24, random);
}

/** An app tells by it whether it has seen an event before. */
export function newEventId(random: Random): string {
  return `Ev0${draw(BASE_36, 9, random)}`;
}

/** By which an app says what it acknowledges. */
export function newEnvelopeId(random: Random): string {
  return hex(16, random).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** For a block_id or action_id that the app left out. */
export function newBlockId(random: Random): string {
  return draw(BASE_62, 5, random);
}

/** Signing secrets have 16 bytes, as Slack's. */
export function hex(count: number, random: Random): string {
  return Buffer.from(random.bytes(count)).toString('hex');
}

/** Bytes past the last whole multiple of the alphabet are thrown away, so that no character is likelier. */
function draw(alphabet: string, count: number, random: Random): string {
  const usable = 256 - (256 % alphabet.length);
  let drawn = '';
  while (drawn.length < count) {
    for (const byte of random.bytes(count * 2)) {
      if (byte < usable && drawn.length < count) drawn += alphabet.charAt(byte % alphabet.length);
    }
  }
  return drawn;
}
