import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { COMMAND_BOT } from '../../core/matrix.ts';
import { Secret } from '../../core/secret.ts';

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
      // A homeserver may ask only whether a user id begins so.
      users: [
        { exclusive: true, regex: `@bot_.*:${server}$` },
        // Some homeservers look at these alone.
        { exclusive: true, regex: `@${SENDER_LOCALPART}:${server}$` },
      ],
      aliases: [],
      rooms: [],
    },
  });
}

/** In characters. */
export const shortestTokenIn = ({ asToken, hsToken }: Registration): number =>
  Math.min(asToken.reveal().length, hsToken.reveal().length);

const token = z.string().transform((text) => new Secret(text));
const Written = z.object({
  id: z.literal(REGISTRATION_ID),
  url: z.string(),
  as_token: token,
  hs_token: token,
  sender_localpart: z.literal(SENDER_LOCALPART),
  namespaces: z.object({ users: z.array(z.object({ regex: z.string() })) }),
});

/** As it was written once, without the end, too. */
const SENDER = new RegExp(String.raw`^@${SENDER_LOCALPART}:(.+?)\$?$`);

/** What such a file says; undefined for a text that is no registration of Botmint. */
export function readRegistration(text: string): Registration | undefined {
  const written = Written.safeParse(parsed(text));
  if (!written.success) return undefined;
  const { url, as_token: asToken, hs_token: hsToken, namespaces } = written.data;
  const [server] = namespaces.users.flatMap(({ regex }) => SENDER.exec(regex)?.[1] ?? []);
  return server === undefined
    ? undefined
    : { url, serverName: server.replaceAll('\\', ''), asToken, hsToken };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
