import { SlackError } from '../api/error.ts';
import { parseJson } from '../api/request.ts';
import { newEnvelopeId } from '../ids.ts';
import type { AppRow } from '../store/apps.ts';
import type { Workspace } from '../workspace.ts';
import { carry, type Parcel, PATIENCE, type Trip } from './carry.ts';
import type { Envelope } from './sockets.ts';
import { signedHeaders, verificationToken } from './sign.ts';

const LONGEST_ANSWER = 1_000_000;

/** What the app said when it acknowledged: nothing, some text, or an object. */
export type Acknowledgement =
  { kind: 'nothing' } | { kind: 'text'; text: string } | { kind: 'json'; json: object };

/** Whether the app is told over a socket: it must want that, and have one open. */
export function overSocket({ sockets }: Workspace, { id, manifest }: AppRow): boolean {
  return manifest.socketMode && sockets.has(id);
}

/** Sends what was typed to the app, over its socket or as a signed form, and waits for its acknowledgement. */
export async function deliver(
  workspace: Workspace,
  app: AppRow,
  url: string | null,
  form: Record<string, string>,
): Promise<Acknowledgement> {
  const parcel = parcelFor(workspace, app, 'slash_commands', { user_id: form['user_id'], sent: form });
  if (parcel.by === 'http') return carryForm(workspace, app, parcel, { url, form });
  return askSocket(workspace, app, parcel, { type: 'slash_commands', payload: form, answers: true });
}

/** Buttons, menus and views: one form field that holds JSON. */
export async function deliverPayload(
  workspace: Workspace,
  app: AppRow,
  payload: { type: string; user: { id: string }; [field: string]: unknown },
  url = app.manifest.interactivityUrl,
): Promise<Acknowledgement> {
  const { type, user } = payload;
  const parcel = parcelFor(workspace, app, type, { user_id: user.id, sent: payload });
  const signed = { ...payload, token: tokenOf(workspace, app) };
  if (parcel.by === 'http') {
    return carryForm(workspace, app, parcel, { url, form: { payload: JSON.stringify(signed) } });
  }
  const answers = type === 'view_submission' || type === 'block_suggestion';
  return askSocket(workspace, app, parcel, { type: 'interactive', payload: signed, answers });
}

function parcelFor(
  workspace: Workspace,
  app: AppRow,
  name: string,
  { user_id = null, sent }: { user_id?: string | null | undefined; sent: Record<string, unknown> },
): Parcel {
  const by = overSocket(workspace, app) ? 'socket' : 'http';
  return { name, by, app_id: app.id, user_id, attempt: 1, sent };
}

async function askSocket(
  workspace: Workspace,
  app: AppRow,
  parcel: Parcel,
  envelope: Envelope,
): Promise<Acknowledgement> {
  const id = newEnvelopeId(workspace.random);
  const payload = await carry(workspace, parcel, () => workspace.sockets.ask(app.id, envelope, id));
  return typeof payload === 'object' && payload !== null
    ? { kind: 'json', json: payload }
    : { kind: 'nothing' };
}

async function carryForm(
  workspace: Workspace,
  app: AppRow,
  parcel: Parcel,
  { url, form }: { url: string | null; form: Record<string, string> },
): Promise<Acknowledgement> {
  return carry(workspace, parcel, async (trip) => {
    const secret = workspace.signingSecrets.get(app.id);
    if (secret === undefined || url === null) {
      workspace.log.warn(
        `${app.manifest.name} cannot be reached: it is not installed, or has interactivity off.`,
      );
      throw new SlackError('dispatch_failed');
    }
    // Exactly this type: with a charset behind it, Bolt answers 400.
    const type = 'application/x-www-form-urlencoded';
    const text = new URLSearchParams(form).toString();
    const response = await post(workspace, url, secret, { type, text, trip });
    if (response.status !== 200) {
      workspace.log.warn(`${app.manifest.name} did not acknowledge: it answered ${response.status}.`);
      throw new SlackError('dispatch_failed');
    }
    return read(response.text);
  });
}

/** Derived from the secret, so that it changes with it and needs no place of its own. */
export function tokenOf(workspace: Workspace, app: AppRow): string {
  return verificationToken(workspace.signingSecrets.get(app.id) ?? '');
}

interface Sending {
  type: string;
  text: string;
  headers?: Record<string, string> | undefined;
  trip: Trip;
}

/** One signed request, and what the app said to it. @throws operation_timeout or dispatch_failed, already logged */
export async function post(
  workspace: Workspace,
  url: string,
  secret: string,
  { type, text: body, headers, trip }: Sending,
): Promise<{ status: number; text: string; noRetry: boolean }> {
  const late = AbortSignal.timeout(PATIENCE);
  const signed = signedHeaders(secret, body, workspace.clock.now());
  trip.signature = {
    timestamp: signed['x-slack-request-timestamp'],
    signature: signed['x-slack-signature'],
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.any([late, workspace.closing]),
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        accept: 'application/json,*/*',
        ...headers,
        ...signed,
      },
    });
    trip.status = response.status;
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    return { status: response.status, text: await textOf(response), noRetry };
  } catch {
    const happened = late.aborted ? `said nothing within ${PATIENCE} ms` : `cannot be reached at ${url}`;
    if (!workspace.closing.aborted) workspace.log.warn(`An app did not acknowledge: it ${happened}.`);
    throw new SlackError(late.aborted ? 'operation_timeout' : 'dispatch_failed');
  }
}

/** An answer without an end fills no memory. @throws when it is longer than any answer is */
async function textOf({ body }: { body: AsyncIterable<Uint8Array> | null }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Bolt sends text without a content type, so that what it looks like decides. */
function read(text: string): Acknowledgement {
  if (text.trim() === '') return { kind: 'nothing' };
  const json = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
  return typeof json === 'object' && json !== null ? { kind: 'json', json } : { kind: 'text', text };
}
