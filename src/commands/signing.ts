import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { isSameSecret } from '../core/signing-keys.ts';
import { bold, code, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import type { Scheme } from '../core/webhooks.ts';
import * as webhookSecrets from '../store/webhook-secrets.ts';
import * as webhooks from '../store/webhooks.ts';
import type { Context, View } from './declare.ts';
import { emit } from './emit.ts';
import { toldWebhook } from './happened.ts';
import { nameOfWebhook } from './reference-webhook.ts';

/** Signatures are made with all of them, and each is more for its reader to look at. */
const MOST_SECRETS = 10;

/** Signs with this from now on, as nothing was before. */
export async function sign(
  { db, ids, clock, vault, actor }: Context,
  webhook: Pick<webhooks.Webhook, 'id'>,
  secret: Secret,
  previousEnd?: Date,
): Promise<void> {
  const place = { organization_id: actor.organizationId, id: ids.make<'webhook_secret'>() };
  const at = clock.now();
  const sealed = vault.seal(secret, webhookSecrets.placeOf(place));
  await webhookSecrets.replace(
    db,
    { ...place, webhook_id: webhook.id, sealed, created_at: at },
    previousEnd ?? at,
  );
}

/**
 * Signs with another secret; those there are go on for `overlap` seconds. Resolves with when they end, null for now.
 * @throws AppError when too many would live.
 */
export async function rotateSecret(
  context: Context,
  webhook: webhooks.Webhook,
  secret: Secret,
  overlap: number,
): Promise<Date | null> {
  const { db, clock, actor } = context;
  const at = clock.now();
  const live = await webhookSecrets.listLive(db, webhook, at);
  if (overlap > 0 && live.length >= MOST_SECRETS) throw tooMany(webhook);
  const ends = new Date(at.getTime() + overlap * 1000);
  await sign(context, webhook, secret, ends);
  await webhooks.update(db, webhook.id, { updated_at: at });
  const previous_ends_at = overlap > 0 ? ends : null;
  await emit(context, { id: webhook.bot_id, owner_id: webhook.owner_id }, 'webhook.secret_rotated', {
    webhook: toldWebhook(webhook),
    previous_ends_at: previous_ends_at?.toISOString() ?? null,
    by: nameOf(actor),
  });
  return previous_ends_at;
}

/** Whether this is what it signs with already: a program that sets its webhook each time it starts rotates nothing. */
export async function signsWith(
  { db, clock, vault }: Context,
  webhook: webhooks.Webhook,
  secret: Secret,
): Promise<boolean> {
  const current = (await webhookSecrets.listLive(db, webhook, clock.now())).at(-1);
  if (!current) return false;
  return isSameSecret(vault.unseal(current.sealed, webhookSecrets.placeOf(current)), secret);
}

/** When the first of the secrets that were replaced ends; null when none of them goes on. */
export async function previousEnds({ db, clock }: Context, webhook: webhooks.Webhook): Promise<Date | null> {
  const [oldest] = await webhookSecrets.listLive(db, webhook, clock.now());
  return oldest?.expires_at ?? null;
}

/** What becomes of the secret there was. */
export function overlapText(scheme: Scheme, ends: Date | null, { actor, now }: View): Text {
  if (!ends) return say`The one before is used no more.`;
  const until = absoluteAndRelative(ends, actor.timeZone, now);
  const header = SINGLE[scheme];
  return header === undefined
    ? say`Both sign until ${until}.`
    : say`Both sign until ${until}; ${code(header)} has room for one, and is made with the old one until then.`;
}

/** The headers that hold one signature. */
const SINGLE: Partial<Record<Scheme, string>> = {
  agentflow: 'x-agentflow-signature',
  github: 'x-hub-signature-256',
};

/** What the key that is shown is good for. */
export function keyNote(scheme: Scheme): Text {
  const standard = say`Libraries of Standard Webhooks take this key as it is.`;
  return scheme === 'standard'
    ? standard
    : say`${standard} The header of ${code(scheme)} is made with the secret that you gave, or with this whole text if you gave none.`;
}

function tooMany(webhook: webhooks.Webhook): AppError {
  return new AppError(
    'invalid_input',
    say`${bold(nameOfWebhook(webhook))} signs with ${MOST_SECRETS} secrets now, the most there can be. With ${code('--overlap 0s')} the others end at once.`,
    { field: 'overlap' },
  );
}
