/** First words that are slash commands of their own, as in manifest.yml; everything can be asked of `/botmint`. */
const OWN = ['bots', 'tokens', 'webhooks'];
const ANY = 'botmint';

/** Every slash command there is. */
export const SLASH_COMMANDS = new RegExp(`^/(${[...OWN, ANY].join('|')})$`);

/** What is typed in Slack for a command: `/bots create steve`, `/botmint help`. */
export function slashed(command: string): string {
  return OWN.some((word) => command.startsWith(`${word} `)) ? `/${command}` : `/${ANY} ${command}`;
}

/** The line that a slash command asks: of `/bots` and `create steve`, `bots create steve`. */
export function lineOf(slash: string, text: string): string {
  return slash === `/${ANY}` ? text : `${slash.slice(1)} ${text}`;
}
