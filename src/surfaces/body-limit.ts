import { say } from '../core/text.ts';

/** What the body of a request may have, in bytes. */
export const MAX_BODY = 1024 * 1024;

export const TOO_LARGE = say`The body is too large. It may have 1 MB, or a file of 8 MB where one is sent.`;
