import { verify as verifyGithub, verifyWithFallback } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { signatureHeaders } from '../../src/core/webhook-signature.ts';
import type { Scheme } from '../../src/core/webhooks.ts';
import { OPENSSL, run, toolOf } from '../tool.ts';

const OLD = 'correct-horse-battery-staple-42';
const NEW = 'another-horse-battery-staple-43';
const OTHER = 'a-secret-that-nothing-is-signed-with';
const BODY = '{"update_id":7,"message":{"text":"hi"},"room":"!a:example.org","sender":"@u:example.org"}';
const ID = 'msg_01JCKAT0000000000000000000';

const standardOf = (secret: string) => new Webhook(Buffer.from(secret), { format: 'raw' });
const written = (bytes: string | Buffer) => `whsec_${Buffer.from(bytes).toString('base64')}`;

interface Given {
  secrets?: string[];
  at?: Date;
  body?: string;
}

/** Its headers, and the one that the scheme has for itself. */
function signed(scheme: Scheme, { secrets = [OLD], at = new Date(), body = BODY }: Given = {}) {
  const all = signatureHeaders({
    scheme,
    secrets: secrets.map((each) => new Secret(each)),
    id: ID,
    at,
    body,
  });
  return {
    headers: all,
    standard: all['webhook-signature'] ?? '',
    own: all['x-agentflow-signature'] ?? all['x-hub-signature-256'] ?? '',
  };
}

function stripeTakes(header: string, secret: string, body = BODY): boolean {
  const { signature } = new Stripe('sk_test_nothing').webhooks;
  return signature?.verifyHeader(body, header, secret, 300) ?? false;
}

describe('the known answers', () => {
  const at = new Date(1_795_200_000_999);

  test('bare hex, beside Standard Webhooks', () => {
    expect(signed('agentflow', { at }).headers).toEqual({
      'webhook-id': ID,
      'webhook-timestamp': '1795200000',
      'webhook-signature': 'v1,8o+cdRbgRbGppg23hIWf4Yq4oet5xu5BgEgMfg4txfg=',
      'x-agentflow-signature': '44d40712f1cf226f881c5eba88dedc5f261cb3abd5ba2be1c4eadd34da7316f5',
    });
  });

  test('with a time, and as GitHub has it', () => {
    expect(signed('agentflow-t', { at }).own).toBe(
      't=1795200000,v1=1103342976431616c8c37b8bf717292e8f1a2614c93ed57bca5c9a39135efc7f',
    );
    expect(signed('github', { at }).own).toBe(
      'sha256=44d40712f1cf226f881c5eba88dedc5f261cb3abd5ba2be1c4eadd34da7316f5',
    );
  });

  test('Standard Webhooks alone, with a key of its own form', () => {
    const secrets = ['whsec_Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZS00Mg=='];
    expect(signed('standard', { at, secrets }).headers).toEqual({
      'webhook-id': ID,
      'webhook-timestamp': '1795200000',
      'webhook-signature': 'v1,8o+cdRbgRbGppg23hIWf4Yq4oet5xu5BgEgMfg4txfg=',
    });
  });
});

describe('what others wrote verifies it', () => {
  test('standardwebhooks, beside every scheme, and neither with another key nor when it is stale', () => {
    for (const scheme of ['agentflow', 'agentflow-t', 'github', 'standard'] as const) {
      const { headers } = signed(scheme);
      expect(new Webhook(written(OLD)).verify(BODY, headers)).toEqual(JSON.parse(BODY));
      expect(() => standardOf(OTHER).verify(BODY, headers)).toThrow('No matching signature');
      const { headers: stale } = signed(scheme, { at: new Date(Date.now() - 301_000) });
      expect(() => standardOf(OLD).verify(BODY, stale)).toThrow('too old');
    }
  });

  test('stripe, the form with a time, and not when it is stale', () => {
    expect(stripeTakes(signed('agentflow-t').own, OLD)).toBe(true);
    expect(() => stripeTakes(signed('agentflow-t').own, OTHER)).toThrow('No signatures found matching');
    const stale = signed('agentflow-t', { at: new Date(Date.now() - 302_000) });
    expect(() => stripeTakes(stale.own, OLD)).toThrow('outside the tolerance');
  });

  test("octokit, GitHub's form, and bare hex with sha256= before it", async () => {
    for (const header of [signed('github').own, `sha256=${signed('agentflow').own}`]) {
      expect(await verifyGithub(OLD, BODY, header)).toBe(true);
      expect(await verifyGithub(OTHER, BODY, header)).toBe(false);
    }
  });

  test('openssl, bare hex', async ({ skip }) => {
    const openssl = toolOf(OPENSSL, skip);
    const hexOf = async (secret: string) =>
      (await run(openssl, ['dgst', '-sha256', '-hmac', secret, '-r'], { input: BODY })).output.split(' ', 1);
    expect(await hexOf(OLD)).toEqual([signed('agentflow').own]);
    expect(await hexOf(OTHER)).not.toEqual([signed('agentflow').own]);
  });
});

describe('while a secret is rotated', () => {
  const secrets = [OLD, NEW];

  test('Standard Webhooks and the form with a time have a signature for each, the newest first', () => {
    const at = new Date();
    const { headers, standard, own } = signed('agentflow-t', { secrets, at });
    for (const secret of secrets) {
      expect(() => standardOf(secret).verify(BODY, headers)).not.toThrow();
      expect(stripeTakes(own, secret)).toBe(true);
    }
    const newest = signed('agentflow-t', { secrets: [NEW], at });
    expect(standard.split(' ', 1)).toEqual([newest.standard]);
    expect(own.startsWith(newest.own)).toBe(true);
  });

  test('a header that holds one signature is made with the old one until it ends', async () => {
    for (const prefixed of [
      signed('github', { secrets }).own,
      `sha256=${signed('agentflow', { secrets }).own}`,
    ]) {
      expect(await verifyGithub(OLD, BODY, prefixed)).toBe(true);
      expect(await verifyGithub(NEW, BODY, prefixed)).toBe(false);
      // Who has the new one in its place, and the old one to fall back on, misses nothing.
      expect(await verifyWithFallback(NEW, BODY, prefixed, [OLD])).toBe(true);
    }
    expect(await verifyGithub(NEW, BODY, signed('github', { secrets: [NEW] }).own)).toBe(true);
  });

  test('ten that live are ten signatures', () => {
    const ten = Array.from({ length: 10 }, (_, index) => `${OLD}-${index}`);
    const { headers, own } = signed('agentflow-t', { secrets: ten });
    for (const secret of ten) {
      expect(() => standardOf(secret).verify(BODY, headers)).not.toThrow();
      expect(stripeTakes(own, secret)).toBe(true);
    }
  });
});

describe('a secret', () => {
  test('that begins with whsec_ is decoded for Standard Webhooks, and is text for the others', async () => {
    const secret = written(Buffer.from('00ff10'.repeat(8), 'hex'));
    expect(() =>
      new Webhook(secret).verify(BODY, signed('standard', { secrets: [secret] }).headers),
    ).not.toThrow();
    expect(stripeTakes(signed('agentflow-t', { secrets: [secret] }).own, secret)).toBe(true);
    expect(await verifyGithub(secret, BODY, signed('github', { secrets: [secret] }).own)).toBe(true);
  });

  test.each(['whsec_', 'whsec_not base64 at all, but long', 'whsec_YWJ', 'whsec_YW-_'])(
    '%j is no base64 behind whsec_, so it is its own bytes',
    (secret) => {
      const { headers } = signed('standard', { secrets: [secret] });
      expect(() => standardOf(secret).verify(BODY, headers)).not.toThrow();
      expect(() => new Webhook(secret)).toThrow(/Base64Coder|empty/);
    },
  );

  test('may be of any script', async () => {
    const secret = 'пароль-🔑-密码-and-then-some';
    const secrets = [secret];
    expect(() => standardOf(secret).verify(BODY, signed('standard', { secrets }).headers)).not.toThrow();
    expect(stripeTakes(signed('agentflow-t', { secrets }).own, secret)).toBe(true);
    expect(await verifyGithub(secret, BODY, signed('github', { secrets }).own)).toBe(true);
  });

  test('has to be there: nothing is sent that nobody can verify', () => {
    expect(() => signed('agentflow', { secrets: [] })).toThrow('there is no secret to sign with');
  });
});
