import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let botmint: Running;
let alice: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  alice = await botmint.person('alice');
  await saidTo(alice, '/bots create steve');
  const scopes = 'services:read services:write identities:write';
  ({ token } = await issue(alice, `-u steve -e 3d -s "${scopes}"`));
});

afterAll(async () => {
  await alice[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const asked = async (what: string, body?: Record<string, unknown>) => {
  const answer = await call(botmint, what, { token, body });
  return [answer.status, answer.body] as const;
};

const SERVICES = '/api/v1/services';
const IDENTITIES = '/api/v1/bots/steve/identities';

describe('over the API', () => {
  test('services are added, listed, labelled and removed', async () => {
    const acme = { service_type: 'github', external_id: 'acme' };
    expect(await asked(`POST ${SERVICES}`, { ...acme, label: 'Code' })).toMatchObject([
      200,
      { label: 'Code' },
    ]);
    expect(await asked(`POST ${SERVICES}`, acme)).toMatchObject([409, { error: 'service_already_exists' }]);
    expect(await asked(`PUT ${SERVICES}`, { ...acme, label: 'Ours' })).toMatchObject([
      200,
      { old_label: 'Code' },
    ]);
    expect(await asked(`GET ${SERVICES}`)).toEqual([
      200,
      {
        ok: true,
        services: [{ ...acme, label: 'Ours', bot_count: 0, is_own: false }],
        total: 1,
        next_cursor: null,
      },
    ]);
    expect(await asked(`DELETE ${SERVICES}`, acme)).toMatchObject([200, acme]);
    expect(await asked(`DELETE ${SERVICES}`, acme)).toMatchObject([404, { error: 'unknown_service' }]);
  });

  test('a program without all answers is told what there is to choose, step by step', async () => {
    expect(await asked(`PUT ${IDENTITIES}`, { new_value: 'octo' })).toMatchObject([
      404,
      { error: 'unknown_service' },
    ]);
    for (const external_id of ['acme', 'beta'])
      await asked(`POST ${SERVICES}`, { service_type: 'github', external_id });
    expect(await asked(`PUT ${IDENTITIES}`, { new_value: 'octo' })).toEqual([
      400,
      { ok: false, error: 'invalid_body', detail: 'External ID: which? There are `acme` and `beta`.' },
    ]);
    expect(await asked(`PUT ${IDENTITIES}`, { external_id: 'beta', new_value: 'octo' })).toMatchObject([
      200,
      { username: 'steve', service_type: 'github', external_id: 'beta', matcher: { user_id: 'octo' } },
    ]);
    expect(await asked(`DELETE ${SERVICES}`, { service_type: 'github', external_id: 'beta' })).toMatchObject([
      409,
      { error: 'referenced_object' },
    ]);
  });

  test('an identity is taken away with what is asked in the address', async () => {
    expect(await asked(`DELETE ${IDENTITIES}?service_type=github&external_id=acme`)).toMatchObject([
      404,
      { error: 'unknown_identity' },
    ]);
    expect(await asked(`DELETE ${IDENTITIES}?service_type=github&external_id=beta`)).toMatchObject([
      200,
      { old_value: 'octo', remaining: 0 },
    ]);
  });

  test('what is not text is refused, not failed at', async () => {
    for (const service_type of [1, null, ['github'], { a: 1 }])
      expect(
        await asked(`PUT ${IDENTITIES}`, { service_type, external_id: 'acme', new_value: 'x' }),
      ).toMatchObject([400, { error: 'invalid_body' }]);
    expect(botmint.logged).toEqual([]);
  });
});
