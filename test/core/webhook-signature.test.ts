import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { signatureHeaders } from '../../src/core/webhook-signature.ts';
import type { Scheme } from '../../src/core/webhooks.ts';

const SECRET = 'correct-horse-battery-staple-42';
const KEY = 'whsec_Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZS00Mg==';
const BODY = '{"update_id":7,"message":{"text":"hi"},"room":"!a:example.org","sender":"@u:example.org"}';

const signed = (scheme: Scheme, secrets = [SECRET], at = new Date(1_795_200_000_000)) =>
  signatureHeaders({
    scheme,
    secrets: secrets.map((secret) => new Secret(secret)),
    id: 'msg_01JCKAT0000000000000000000',
    at,
    body: BODY,
  });

test('the known answers: bare hex, with a time, and Standard Webhooks', () => {
  expect(signed('agentflow')).toEqual({
    'webhook-id': 'msg_01JCKAT0000000000000000000',
    'webhook-timestamp': '1795200000',
    'webhook-signature': 'v1,8o+cdRbgRbGppg23hIWf4Yq4oet5xu5BgEgMfg4txfg=',
    'x-agentflow-signature': '44d40712f1cf226f881c5eba88dedc5f261cb3abd5ba2be1c4eadd34da7316f5',
  });
  expect(signed('agentflow-t')['x-agentflow-signature']).toBe(
    't=1795200000,v1=1103342976431616c8c37b8bf717292e8f1a2614c93ed57bca5c9a39135efc7f',
  );
  expect(Object.keys(signed('standard'))).toHaveLength(3);
});

test('libraries that others wrote verify each scheme, while a secret is rotated too', async () => {
  const now = new Date();
  const both = [SECRET, 'another-horse-battery-staple-43'];
  const standard = signed('standard', both, now);
  for (const key of [KEY, `whsec_${Buffer.from(both[1] ?? '').toString('base64')}`])
    expect(() => new Webhook(key).verify(BODY, standard)).not.toThrow();
  expect(() =>
    new Webhook(`whsec_${Buffer.from('a'.repeat(24)).toString('base64')}`).verify(BODY, standard),
  ).toThrow('No matching signature');
  const timed = signed('agentflow-t', both, now)['x-agentflow-signature'] ?? '';
  const stripe = new Stripe('sk_test_nothing');
  for (const secret of both)
    expect(stripe.webhooks.signature?.verifyHeader(BODY, timed, secret, 300)).toBe(true);
  const github = signed('github')['x-hub-signature-256'] ?? '';
  expect(await verifyGithub(SECRET, BODY, github)).toBe(true);
});
