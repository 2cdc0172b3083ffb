import { SlackError } from './error.ts';

/** A call as it came in, before anything is known of its method. */
export interface RawCall {
  query: Record<string, unknown>;
  contentType: string;
  body: Buffer | undefined;
  authorization: string | undefined;
}

/** The token apart from the rest, so that no method ever sees it. */
export interface ReadCall {
  token: string | undefined;
  arguments: Record<string, unknown>;
}

/** Real clients use all of them: query, form, JSON, multipart; the token in the header or among the arguments. */
export async function readCall(raw: RawCall): Promise<ReadCall> {
  const { token, ...rest } = { ...raw.query, ...(await readBody(raw)), ...readBasic(raw.authorization) };
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(raw.authorization ?? '')?.[1];
  return { token: bearer ?? (typeof token === 'string' ? token : undefined), arguments: rest };
}

/** OAuth's own way for an app to say who it is. */
function readBasic(authorization: string | undefined): Record<string, string> {
  const encoded = /^Basic\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return {};
  const [client_id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { client_id, client_secret: secret.join(':') };
}

async function readBody({ contentType, body }: RawCall): Promise<Record<string, unknown>> {
  if (body === undefined || body.length === 0) return {};
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return readJson(body);
  if (type === 'multipart/form-data') return readMultipart(contentType, body);
  if (['', 'text/plain', 'application/x-www-form-urlencoded'].includes(type)) {
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  }
  throw new SlackError('invalid_post_type');
}

function readJson(body: Buffer): Record<string, unknown> {
  const parsed = parseJson(body.toString('utf8'));
  if (parsed === undefined) throw new SlackError('invalid_json');
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SlackError('json_not_object');
  return { ...parsed };
}

/** Undefined if it is no JSON. The parser's own message would quote the text, so it goes no further. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Files are left out: no method here takes one. */
async function readMultipart(contentType: string, body: Buffer): Promise<Record<string, unknown>> {
  try {
    const bytes = new Uint8Array(body);
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  } catch {
    throw new SlackError('invalid_form_data');
  }
}
