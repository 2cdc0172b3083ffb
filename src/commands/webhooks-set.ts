import { z } from 'zod';
import { maySeeSecrets } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { newSigningSecret, standardForm } from '../core/signing-keys.ts';
import { bold, code, command, counted, joined, listed, say, type Text } from '../core/text.ts';
import type { Bot } from '../store/bots.ts';
import * as waiting from '../store/webhook-waiting.ts';
import * as webhooks from '../store/webhooks.ts';
import { type Context, defineCommand, OnceOnly, type View } from './declare.ts';
import { eventChoices, eventsInWords } from './event-filter.ts';
import { isInMatrix } from './hand-over.ts';
import { BotRef, yesOrNo } from './inputs.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { keyNote, overlapText, rotateSecret, signsWith } from './signing.ts';
import { change, make, refuseUnlessAdmin } from './webhook-changes.ts';
import {
  EventFilter,
  Headers,
  Hears,
  MaxInFlight,
  Ordering,
  Overlap,
  Rate,
  Retry,
  Scheme,
  SigningSecret,
  Timeout,
  USUAL_NAME,
  USUAL_OVERLAP,
  WebhookName,
  WebhookUrl,
} from './webhook-inputs.ts';
import { shapeOf, WebhookShape } from './webhook-shape.ts';

const DropWaiting = yesOrNo('Drop waiting', 'Also lets go of what waits for it.');

const Input = z.strictObject({
  username: BotRef,
  url: WebhookUrl.optional(),
  secret: SigningSecret.optional(),
  events: EventFilter.optional(),
  scheme: Scheme.optional(),
  name: WebhookName.optional(),
  headers: Headers.optional(),
  retry: Retry.optional(),
  max_in_flight: MaxInFlight.optional(),
  ordering: Ordering.optional(),
  rate: Rate.optional(),
  timeout: Timeout.optional(),
  hears: Hears.optional(),
  overlap: Overlap.optional(),
  drop_waiting: DropWaiting,
});

const Output = WebhookShape.extend({
  is_new: z.boolean(),
  /** What is not as it was, in words. */
  changed: z.array(z.string()),
  /** Deliveries that are let go of. */
  dropped: z.int(),
  /** Until when the secret there was goes on. */
  previous_secret_ends_at: z.date().nullable(),
  /** As Standard Webhooks writes it; only of a secret that is new. */
  signing_key: OnceOnly.optional(),
});

/** How a change of it is called. */
const SIGNING_SECRET = 'signing secret';

type WebhookSet = z.output<typeof Output>;

const SCHEME_CHOICES = [
  { value: 'agentflow', label: 'agentflow · X-AgentFlow-Signature over the body' },
  { value: 'agentflow-t', label: 'agentflow-t · X-AgentFlow-Signature with the time' },
  { value: 'github', label: 'github · X-Hub-Signature-256' },
  { value: 'standard', label: 'standard · those of Standard Webhooks alone' },
];

export const webhooksSet = defineCommand({
  name: 'webhooks set',
  title: 'Set a webhook',
  summary: 'Have events of a bot sent to an address, or change how.',
  example: 'webhooks set steve https://example.com/hook --events "token.* message"',
  effect: 'write',
  confirm: false,
  scope: 'webhooks:write',
  by: 'either',
  http: 'PUT /api/v1/webhooks/:username',
  input: Input,
  positional: ['username', 'url'],
  refuses: ['too_many_webhooks'],
  output: Output,
  choices: {
    events: { offer: async () => eventChoices() },
    scheme: { offer: async () => SCHEME_CHOICES },
  },

  async reach(_context, { url }) {
    return async ({ egress }) => (url === undefined ? undefined : egress.check(url));
  },

  async run(context, { username: bot, name = USUAL_NAME, secret, overlap = USUAL_OVERLAP, ...wanted }) {
    const { db, clock, random } = context;
    const before = await named(context, bot, name);
    if (wanted.hears === 'all' || before?.hears === 'all') refuseUnlessAdmin(context);
    if (!before) {
      const { url } = wanted;
      if (url === undefined) throw withoutUrl(bot, name);
      const first = secret ?? newSigningSecret(random);
      await make(context, bot, { ...wanted, url, name, secret: first });
      return told(context, bot, name, { is_new: true, ...keyShown(context, first) });
    }
    const { drop_waiting: drops, ...others } = wanted;
    if (!drops && [secret, ...Object.values(others)].every((each) => each === undefined))
      throw nothing(before);
    const changed = await change(context, before, wanted);
    const dropped = drops ? await waiting.drop(db, [before.id], clock.now(), { kept: false }) : 0;
    if (secret === undefined || (await signsWith(context, before, secret)))
      return told(context, bot, name, { changed, dropped });
    return told(context, bot, name, {
      changed: [...changed, SIGNING_SECRET],
      dropped,
      previous_secret_ends_at: await rotateSecret(context, before, secret, overlap),
      ...keyShown(context, secret),
    });
  },

  say(set, view) {
    const { scheme, signing_key: key } = set;
    const input = { webhook: nameOfWebhook(set) };
    return {
      text: joined(headline(set), ...asideOf(set, view), key ? SHOWN_ONCE : notShown(set, view)),
      ...(key && { secret: key, note: keyNote(scheme) }),
      buttons: [
        { label: 'Show', command: 'webhooks show', input },
        set.status === 'disabled'
          ? { label: 'Resume', command: 'webhooks resume', input }
          : { label: 'Test', command: 'webhooks test', input },
      ],
    };
  },
});

const named = async ({ db }: Context, bot: Bot, name: string): Promise<webhooks.Webhook | undefined> =>
  (await webhooks.listOf(db, bot.id)).find((each) => each.name === name);

async function told(
  context: Context,
  bot: Bot,
  name: string,
  what: Partial<WebhookSet>,
): Promise<WebhookSet> {
  const webhook = await named(context, bot, name);
  if (!webhook) throw new Error(`${bot.username} has no webhook ${name} after it was set`);
  const unchanged = { is_new: false, changed: [], dropped: 0, previous_secret_ends_at: null };
  return { ...shapeOf(webhook), ...unchanged, ...what };
}

function headline(set: WebhookSet): Text {
  const name = bold(nameOfWebhook(set));
  if (set.is_new) {
    const whose = set.hears === 'all' ? ' of all bots' : '';
    return say`${name} is set: ${code(set.url)} hears of ${eventsInWords(set.events)}${whose}.`;
  }
  if (set.changed.length === 0) return say`${name} is as you want it already.`;
  return say`${name} has changed: ${listed(set.changed)}.`;
}

function asideOf(set: WebhookSet, view: View): Text[] {
  const { status, dropped, scheme, previous_secret_ends_at: ends } = set;
  return [
    ...(dropped > 0
      ? [
          say`${counted(dropped, 'delivery', 'deliveries')} that waited ${dropped === 1 ? 'is' : 'are'} let go of.`,
        ]
      : []),
    ...(status === 'active'
      ? []
      : [say`It is ${status} and stays so: ${command(`webhooks resume ${nameOfWebhook(set)}`)}`]),
    ...(set.changed.includes(SIGNING_SECRET) ? [overlapText(scheme, ends, view)] : []),
  ];
}

const SHOWN_ONCE = say`Its signing key is below. Copy it now: it is shown only here, only once.`;

/** A key of which only the webhook knows lets nobody verify: whoever wants to has another made. */
function notShown(set: WebhookSet, { actor }: View): Text {
  if (!set.is_new) return say``;
  const rotate = command(`webhooks rotate-secret ${nameOfWebhook(set)}`);
  return isInMatrix(actor)
    ? say`Its signing key is not shown here. To have one that is, ask me in a direct room: ${rotate}`
    : say`Its signing key is not shown here. To have one that is, a person types ${rotate} in the chat.`;
}

const keyShown = ({ actor }: Context, secret: Secret): Pick<WebhookSet, 'signing_key'> =>
  maySeeSecrets(actor) ? { signing_key: standardForm(secret) } : {};

/** In a chat its form opens, so that they can be filled in. */
function withoutUrl({ username }: Bot, name: string): AppError {
  const sentence = say`${bold(`${username}/${name}`)} is new and needs an address, as in ${command(`webhooks set ${username} https://example.com/hook`)}`;
  return new AppError('missing_input', sentence, { field: 'url' });
}

function nothing(webhook: webhooks.Webhook): AppError {
  const show = command(`webhooks show ${nameOfWebhook(webhook)}`);
  const sentence = say`Nothing to change was given. How it is: ${show}`;
  return new AppError('missing_input', sentence, { field: 'url' });
}
