import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { placeOfHeaders, requestHeaders } from '../../src/core/webhook-request.ts';
import { Secret } from '../../src/core/secret.ts';

const SECRET = 'correct-horse-battery-staple-42';
const EVENT = { id: 'a6f1b0de-1fd1-4f0d-93f8-6f0b5f0a2c11', type: 'webhook.test' };
const given = {
  scheme: 'agentflow',
  secrets: [{ secret: new Secret(SECRET), expiresAt: null }],
  own: null,
  event: EVENT,
  delivery: '0c9b4a52-6c37-4f7c-8a57-1f6f5a3a4d10',
  attempt: 2,
  at: new Date('2026-11-21T21:14:00Z'),
  body: '{"update_id":7}',
} as const;

test('a request says what it is of, which attempt it is, and who sends it', () => {
  expect(requestHeaders(given)).toEqual({
    'content-type': 'application/json',
    'user-agent': 'Botmint/1',
    'webhook-id': EVENT.id,
    'webhook-timestamp': '1795295640',
    'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
    'x-agentflow-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'x-agentflow-event': 'webhook.test',
    'x-agentflow-delivery': given.delivery,
    'x-agentflow-attempt': '2',
  });
});

test('headers of its own go along, and none takes the place of ours, however it is written', () => {
  const own = new Secret(
    JSON.stringify({ Authorization: 'Basic abc', 'X-AgentFlow-Attempt': '9', 'Webhook-Id': 'forged' }),
  );
  const headers = requestHeaders({ ...given, own, traceparent: '00-aa-bb-01' });
  expect(headers).toMatchObject({ authorization: 'Basic abc', traceparent: '00-aa-bb-01' });
  expect(headers).toMatchObject({ 'x-agentflow-attempt': '2', 'webhook-id': EVENT.id });
  expect(Object.keys(headers)).toEqual(Object.keys(headers).map((name) => name.toLowerCase()));
});

test('a verifier of Standard Webhooks takes it as it is', () => {
  const at = new Date();
  const verifier = new Webhook(SECRET, { format: 'raw' });
  const headers = requestHeaders({ ...given, at });
  expect(verifier.verify(given.body, headers)).toEqual({ update_id: 7 });
  expect(() => verifier.verify('{"update_id":8}', headers)).toThrow('No matching signature');
});

test('a secret that has ended signs nothing', () => {
  const [stays] = given.secrets;
  const ended = { secret: new Secret('another-horse-battery-staple-43'), expiresAt: given.at };
  expect(requestHeaders({ ...given, secrets: [ended, stays] })).toEqual(requestHeaders(given));
  const living = { ...ended, expiresAt: new Date(given.at.getTime() + 1) };
  expect(requestHeaders({ ...given, secrets: [living, stays] })).not.toEqual(requestHeaders(given));
});

test('headers of its own are sealed for their row', () => {
  expect(placeOfHeaders({ organization_id: 'here', id: 'one' })).toBe('here|webhook|one|headers');
});
