import { stringify } from 'yaml';
import { COMMAND_BOT } from '../../core/matrix.ts';
import type { Secret } from '../../core/secret.ts';

/** What the homeserver calls this application service. */
export const REGISTRATION_ID = 'botmint';

export const SENDER_LOCALPART = COMMAND_BOT;

export interface Registration {
  /** Where the homeserver reaches Botmint. */
  url: string;
  serverName: string;
  asToken: Secret;
  hsToken: Secret;
}

/** The file by which a homeserver knows its application service (Matrix application service API, "Registration"). */
export function registrationOf({ url, serverName, asToken, hsToken }: Registration): string {
  const server = serverName.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return stringify({
    id: REGISTRATION_ID,
    url,
    as_token: asToken.reveal(),
    hs_token: hsToken.reveal(),
    sender_localpart: SENDER_LOCALPART,
    rate_limited: false,
    receive_ephemeral: false,
    namespaces: {
      users: [
        { exclusive: true, regex: `@bot_.*:${server}` },
        // Some homeservers look at these alone.
        { exclusive: true, regex: `@${SENDER_LOCALPART}:${server}` },
      ],
      aliases: [],
      rooms: [],
    },
  });
}
