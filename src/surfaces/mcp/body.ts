import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { MAX_BODY, TOO_LARGE } from '../body-limit.ts';

/** @throws AppError payload_too_large. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(z.instanceof(Uint8Array).parse(chunk));
    size += bytes.length;
    if (size > MAX_BODY) break;
    chunks.push(bytes);
  }
  if (size > MAX_BODY) {
    // The rest is let go of, so that whoever is still sending it hears the answer.
    request.resume();
    throw new AppError('payload_too_large', TOO_LARGE);
  }
  return Buffer.concat(chunks).toString();
}

/** How many messages a body has. One that cannot be read is one, and so is one with none in it. */
export function messagesIn(body: string): number {
  try {
    const messages: unknown = JSON.parse(body);
    return Array.isArray(messages) ? Math.max(1, messages.length) : 1;
  } catch {
    return 1;
  }
}
