import { bold, code, say } from '../../core/text.ts';
import { failure } from './failure.ts';
import type { Registered } from './outside.ts';
import type { Here } from './own.ts';

/** Has the registration for a homeserver written, and says what is to be done with it. It shows no token. */
export async function registration({ asked, outside, screen }: Here): Promise<number> {
  const { register } = outside;
  if (!register)
    throw failure(
      'usage',
      say`The registration is written where Botmint itself is. In its folder there: ${code('npx --no-install botmint matrix registration')}`,
    );
  const { url } = asked.raw;
  if (url !== undefined && !isAddress(url))
    throw failure(
      'usage',
      say`${code('--url')} is where the homeserver reaches Botmint, as in ${code('http://127.0.0.1:3000')}`,
    );
  const made = await register(url?.replace(/\/+$/, '')).catch((error: unknown) => {
    throw failure('wrong_settings', say`${error instanceof Error ? error.message : String(error)}`);
  });
  const { path, serverName, url: at, isChanged } = made;
  if (asked.flags.json) screen.json({ ok: true, path, server_name: serverName, url: at, changed: isChanged });
  else screen.show(told(made));
  return 0;
}

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

function told({ path, serverName, url, isChanged }: Registered) {
  const holds = say`It holds both tokens, so whoever reads it acts as every bot: keep it as you keep a key.`;
  if (!isChanged)
    return { text: say`The registration for ${bold(serverName)} is ${path}, as it was. ${holds}` };
  return {
    text: say`The registration for ${bold(serverName)} is ${path}. ${holds}`,
    lines: [
      {
        text: say`1. Copy it to where the homeserver alone can read it, and name it in ${code('app_service_config_files')} of homeserver.yaml.`,
      },
      {
        text: say`2. Restart the homeserver. It reaches Botmint at ${url}; another address: ${code('--url')}`,
      },
      {
        text: say`3. Start Botmint with ${code('MATRIX_HOMESERVER_URL')}, the address of the homeserver, and ${code(`MATRIX_SERVER_NAME=${serverName}`)}`,
      },
    ],
  };
}
