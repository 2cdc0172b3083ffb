import { z } from 'zod';

/** What tools are asked with, as Slack's own server names it. */

export const channel_id = z.string().describe('Id of a conversation, as C0123456789.');
export const user_id = z.string().describe('Id of a person or bot, as U0123456789.');
export const message_ts = z.string().describe('Timestamp of a message, as 1732871234.000100.');
export const cursor = z.string().optional().describe('Where the last page ended: its next_cursor.');

/** @param most as many are given at once */
export const limit = (most: number, usual: number) =>
  z.number().int().min(1).max(most).default(usual).describe(`How many at once, ${most} at most.`);

export const message = z.string().min(1).describe('What to say, in standard Markdown.');
