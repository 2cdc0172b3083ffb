/** First words that people type as commands of their own, as in manifest.yml; everything can be asked of `botmint`. */
export const OWN_WORDS = ['bots', 'tokens', 'webhooks'];
export const ANY_WORD = 'botmint';

/** What is typed for a command after a sign: `/bots create steve`, `!botmint help`. */
export function spelled(sign: '/' | '!', command: string): string {
  const isOwn = OWN_WORDS.some((word) => command.startsWith(`${word} `));
  return isOwn ? sign + command : `${sign}${ANY_WORD} ${command}`;
}
