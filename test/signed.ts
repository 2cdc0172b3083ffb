import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Running } from './running.ts';

const Registry = z.object({
  'slack-local': z.object({ botToken: z.string(), signingSecret: z.string(), teamId: z.string() }),
});

/** What the workspace keeps readable for its operator. */
export async function registryOf({ dataFolder }: Running) {
  return Registry.parse(JSON.parse(await readFile(join(dataFolder, 'registry.json'), 'utf8')))['slack-local'];
}

let count = 0;

interface Signing {
  /** Seconds from now. */
  skew?: number;
  secret?: string;
  headers?: Record<string, string>;
}

/** A request as Slack signs it: the form's bytes and the headers that go with them. */
export async function signed(botmint: Running, form: Record<string, string>, how: Signing = {}) {
  const body = new URLSearchParams(form).toString();
  const secret = how.secret ?? (await registryOf(botmint)).signingSecret;
  const timestamp = String(Math.floor(Date.now() / 1000) + (how.skew ?? 0));
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
      ...how.headers,
    },
  };
}

export type Signed = Awaited<ReturnType<typeof signed>>;

/** Hands it to Botmint as Slack would, and says with which status it was answered. */
export async function deliver({ api }: Running, request: Signed): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api}/slack/events`, request);
  return { status: response.status, text: await response.text() };
}

/** The form of a slash command that somebody typed. */
export async function slashForm(
  botmint: Running,
  command: string,
  text: string,
  who: { userId: string; teamId?: string; responseUrl?: string },
): Promise<Record<string, string>> {
  return {
    command,
    text,
    team_id: who.teamId ?? (await registryOf(botmint)).teamId,
    team_domain: 'local',
    user_id: who.userId,
    user_name: 'somebody',
    channel_id: 'C1',
    channel_name: 'general',
    response_url: who.responseUrl ?? 'http://127.0.0.1:9/nowhere',
    trigger_id: `${Date.now()}.${(count += 1)}`,
    api_app_id: 'A1',
  };
}

/** The form of a modal that somebody sent: `answers` as they stand in its text fields, the rest as it was opened with. */
export async function submissionForm(
  botmint: Running,
  view: { id: string; hash: string },
  sent: { userId: string; command: string; input?: Record<string, string>; answers: Record<string, string> },
): Promise<Record<string, string>> {
  const team = { id: (await registryOf(botmint)).teamId, domain: 'local' };
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(sent.answers)) {
    values[name] = { [name]: { type: 'plain_text_input', value } };
  }
  const payload = {
    type: 'view_submission',
    team,
    user: { id: sent.userId, team_id: team.id },
    api_app_id: 'A1',
    view: {
      ...view,
      type: 'modal',
      callback_id: 'form',
      private_metadata: JSON.stringify({ command: sent.command, input: sent.input ?? {}, confirmed: false }),
      title: { type: 'plain_text', text: 'A form' },
      blocks: [],
      state: { values },
    },
  };
  return { payload: JSON.stringify(payload) };
}
