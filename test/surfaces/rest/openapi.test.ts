import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import { EVENT_TYPES } from '../../../src/core/events.ts';
import { type Document, documentOf } from '../../../src/surfaces/rest/openapi/document.ts';
import type { Media, Operation } from '../../../src/surfaces/rest/openapi/operation.ts';
import { camel } from '../../../src/surfaces/rest/openapi/operation.ts';
import { ALL } from '../../../src/surfaces/rest/openapi/refusals.ts';
import { openBrowser } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { withOpenapi } from '../../openapi-file.ts';
import { type Running, startBotmint } from '../../running.ts';
import { call } from './calling.ts';

const document: Document = documentOf(commands, 'http://127.0.0.1:3000');
const operations: Operation[] = [
  ...Object.values(document.paths).flatMap((each) => Object.values(each)),
  ...Object.values(document.webhooks).map(({ post }) => post),
];

describe('the document', () => {
  test('is OpenAPI 3.1, by its official schema; a breach is found', async () => {
    const written: Record<string, unknown> = JSON.parse(withOpenapi());
    expect(await new Validator().validate(structuredClone(written))).toEqual({ valid: true });
    const broken = await new Validator().validate({ ...written, paths: { bots: { get: { responses: 7 } } } });
    expect(broken.valid).toBe(false);
  });

  test('is the reviewed one; if not: npm run renew', async () => {
    const file = await readFile(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(withOpenapi()));
  });

  test('has every command, every event and every error', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(commands.map(({ name }) => camel(name))));
    expect(Object.keys(document.webhooks)).toEqual(EVENT_TYPES);
    const text = JSON.stringify(operations);
    // Too large is also what comes in by a bridge, and is told over REST as a body that is.
    expect(ALL.filter(({ code }) => !text.includes(`"${code}":{"summary"`))).toEqual([]);
  });

  test('has an example for whatever is sent and answered, and each fits its schema', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const medias: Media[] = operations.flatMap(({ requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].flatMap((each) => Object.values(each?.content ?? {})),
    );
    const examples = medias.flatMap(({ schema = {}, example, examples: named = {} }) =>
      [...(example === undefined ? [] : [example]), ...Object.values(named).map(({ value }) => value)].map(
        (value) => ({ schema, value }),
      ),
    );
    const bad = examples.filter(({ schema, value }) => !ajv.validate(schema, value));
    expect(bad.map(({ value }) => [value, ajv.errorsText()])).toEqual([]);
    const bare = operations.filter(({ responses }) => {
      const [, done] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
      return Object.values(done?.content ?? {})[0]?.example === undefined;
    });
    expect(
      bare.map(({ tags }) => tags[0]).filter((tag) => !['reading', 'health', 'events'].includes(tag ?? '')),
    ).toEqual([]);
    expect(examples.length).toBeGreaterThan(1000);
  });
});

describe('over HTTP', () => {
  let botmint: Running;
  beforeAll(async () => {
    botmint = await startBotmint();
  });
  afterAll(async () => botmint[Symbol.asyncDispose]());

  test('the document names the address that it was asked at, and is not sent to who has it', async () => {
    const { status, headers, body } = await call(botmint, 'GET /openapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toMatchObject({ openapi: '3.1.1', servers: [{ url: botmint.api }] });
    const again = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await call(botmint, 'GET /openapi.json', { headers: again })).status).toBe(304);
  });

  browserTest('its page fits a phone, needs no script and has no dead end', async ({ chromium }) => {
    await using browser = await openBrowser(chromium);
    const context = await browser.newContext({
      viewport: { width: 390, height: 800 },
      javaScriptEnabled: true,
    });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(botmint.api);
    await page.getByRole('link', { name: '/reference' }).click();
    await page
      .getByRole('heading', { name: /\/api\/v1\/tokens$/ })
      .first()
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.getByRole('link', { name: 'Events' }).click();
    expect(page.url()).toBe(`${botmint.api}/reference#events`);
    const dead = `[...document.querySelectorAll('a[href^="#"]')].filter((each) => !document.getElementById(each.hash.slice(1))).length`;
    expect([await page.evaluate(dead), await page.getByRole('main').count()]).toEqual([0, 1]);
    expect(said).toEqual([]);
  });
});
