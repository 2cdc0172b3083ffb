import { code, say } from '../../core/text.ts';
import { failure } from './failure.ts';
import type { Here } from './own.ts';

/** Prints the manifest alone, so that it can go into a file or a clipboard. */
export async function manifest({ asked, outside, screen }: Here): Promise<number> {
  if (!outside.manifest)
    throw failure(
      'usage',
      say`The manifest is where Botmint itself is. In its folder there: ${code('npx --no-install botmint slack manifest')}`,
    );
  const { url, socket } = asked.raw;
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw failure(
      'usage',
      say`${code('--url')} is where Slack reaches Botmint, as in ${code('https://botmint.example.org')}`,
    );
  const isSocket = url === undefined || socket !== undefined;
  const text = await outside.manifest({ url: url?.replace(/\/+$/, ''), isSocket });
  if (asked.flags.json) screen.json({ ok: true, manifest: text });
  else outside.stdout.write(text);
  return 0;
}
