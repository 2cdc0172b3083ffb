import { createHmac } from 'node:crypto';

/** The headers that let an app know the request is from its workspace. */
export function signedHeaders(signingSecret: string, body: string, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
}

/** The old `token` of a payload, from before there were signatures. Apps expect the field; it proves nothing. */
export function verificationToken(signingSecret: string): string {
  return createHmac('sha256', signingSecret).update('verification token').digest('base64url').slice(0, 24);
}
