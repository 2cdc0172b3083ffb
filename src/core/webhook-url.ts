import { AppError } from './errors.ts';
import { code, quoted, say, type Text } from './text.ts';

const LONGEST = 2048;

/**
 * An address as it is kept and called. Whether anything may be sent there is for the way out to say, which knows what
 * the operator allows. @throws AppError invalid_input with a sentence for each way in which it is none.
 */
export function parseWebhookUrl(text: string): string {
  const input = text.trim();
  const url = URL.parse(input);
  if (!url || !['https:', 'http:'].includes(url.protocol)) throw refused(notAnAddress(input));
  if (url.username !== '' || url.password !== '')
    throw refused(
      say`An address holds no name and password. Give them as a header: ${code('Authorization: Basic …')}`,
    );
  if (url.hash !== '') throw refused(say`What comes after ${code('#')} is never sent. Leave it out.`);
  if (url.href.length > LONGEST)
    throw refused(
      say`An address has at most ${LONGEST} characters, and this one has ${String(url.href.length)}.`,
    );
  return url.href;
}

const notAnAddress = (input: string): Text =>
  say`${quoted(input)} is not an address to send to. A public one, as in ${code('https://example.com/hook')}.`;

const refused = (text: Text): AppError => new AppError('invalid_input', text, { field: 'url' });
