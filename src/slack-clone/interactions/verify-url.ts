import { parseJson } from '../api/request.ts';
import { newUrlSecret } from '../ids.ts';
import type { Workspace } from '../workspace.ts';
import { carry } from './carry.ts';
import { post } from './deliver.ts';
import { verificationToken } from './sign.ts';

/** Whether an app listens there: it must give back what it is sent, as text, as a form or as JSON. */
export async function answersChallenge(
  workspace: Workspace,
  { url, secret }: { url: string; secret: string },
): Promise<boolean> {
  const challenge = newUrlSecret(workspace.random);
  const asked = { token: verificationToken(secret), challenge, type: 'url_verification' };
  try {
    const type = 'application/json';
    const parcel = {
      name: asked.type,
      by: 'http',
      app_id: null,
      user_id: null,
      attempt: 1,
      sent: asked,
    } as const;
    const { status, text } = await carry(workspace, parcel, (trip) =>
      post(workspace, url, secret, { type, text: JSON.stringify(asked), trip }),
    );
    if (status !== 200) return false;
    const json = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
    if (typeof json === 'object' && json !== null && 'challenge' in json) return json.challenge === challenge;
    return text.trim() === challenge || new URLSearchParams(text.trim()).get('challenge') === challenge;
  } catch {
    // Said in the log already.
    return false;
  }
}
