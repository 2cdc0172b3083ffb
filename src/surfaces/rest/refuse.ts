import type { FastifyReply } from 'fastify';
import type { AppError } from '../../core/errors.ts';
import { refusal } from './errors.ts';

/** Answers with a refusal. Where the fault is ours the request is called as the log calls it. */
export function refuse(reply: FastifyReply, error: AppError): FastifyReply {
  const { status, headers, body } = refusal(error);
  if (error.requestId !== undefined) reply.header('x-request-id', error.requestId);
  return reply.code(status).headers(headers).send(body);
}
