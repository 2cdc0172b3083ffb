import { z } from 'zod';
import type { Line } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import { SCOPES } from '../core/scopes.ts';
import { bold, code, command, counted, joined, quoted, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as approvals from '../store/approvals.ts';
import { answers, answerTo, wanted } from './approval-words.ts';
import { defineCommand } from './declare.ts';
import { Cursor, hints, Limit } from './inputs.ts';

const State = z.enum(['open', 'all']).default('open').register(hints, {
  label: 'State',
  hint: 'Which requests: open, or all with those that were answered.',
  unasked: true,
});

const Row = z.object({
  id: z.string(),
  kind: z.enum(['bots', 'scopes']),
  username: z.string(),
  bot_deleted_at: z.date().nullable(),
  added_scopes: z.array(z.enum(SCOPES)),
  requester_name: z.string(),
  reason: z.string(),
  created_at: z.date(),
  expires_at: z.date(),
  answered_at: z.date().nullable(),
  answerer_name: z.string().nullable(),
  is_approved: z.boolean().nullable(),
  answer: z.string().nullable(),
  /** Whether who asks may answer it now. */
  is_mine_to_answer: z.boolean(),
});

type Row = z.output<typeof Row>;

export const approvalsList = defineCommand({
  name: 'approvals list',
  title: 'Requests',
  summary: 'List what waits for approval: your own requests, or all that you may answer.',
  example: 'approvals list',
  effect: 'read',
  confirm: false,
  scope: 'organization:read',
  by: 'member',
  asPerson: true,
  http: 'GET /api/v1/approvals',
  input: z.strictObject({ state: State, limit: Limit, cursor: Cursor }),
  positional: [],
  output: z.object({
    approvals: z.array(Row),
    total: z.int(),
    state: z.enum(['open', 'all']),
    next_cursor: z.string().nullable(),
  }),

  async run({ db, clock, actor }, { state, limit, cursor }) {
    if (actor.kind !== 'member') throw new Error('only a member has requests');
    const at = clock.now();
    const isApprover = actor.scopes.has('approvals:write');
    const filter = {
      openAt: state === 'open' ? at : undefined,
      requester: isApprover ? undefined : actor.id,
    };
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const found = await approvals.list(db, { ...filter, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      approvals: page.map((each) => ({
        ...each,
        is_mine_to_answer:
          isApprover && each.requester_id !== actor.id && !each.answered_at && each.expires_at > at,
      })),
      total: await approvals.count(db, filter),
      state,
      next_cursor: found.length > limit && last ? writeCursor(last) : null,
    };
  },

  say({ approvals: rows, total, state, next_cursor: cursor }, { actor, now }) {
    if (total === 0) return { text: none(state) };
    const many =
      state === 'open' ? say`${counted(total, 'request')} open` : say`${counted(total, 'request')}`;
    const zone = actor.timeZone;
    return {
      text: rows.length < total ? say`${many}, ${rows.length} of them here.` : say`${many}.`,
      table: {
        columns: ['Request', 'Asked By', 'What', 'Reason', 'State'],
        rows: rows.map((row) => [
          say`${code(shortId(row.id))}`,
          say`${row.requester_name}`,
          wanted(row),
          say`${row.reason}`,
          stateOf(row, zone, now),
        ]),
        lines: rows.map((row) => lineOf(row, zone, now)),
      },
      ...(cursor === null
        ? {}
        : { buttons: [{ label: 'More', command: 'approvals list', input: { cursor, state } }] }),
    };
  },
});

function none(state: 'open' | 'all'): Text {
  return state === 'open'
    ? say`Nothing waits for approval. What was answered: ${command('approvals list --state all')}`
    : say`Nothing was ever asked for. What needs approval here: ${command('policy show')}`;
}

function stateOf(row: Row, zone: string, now: Date): Text {
  const answer = answerTo(row, zone, now);
  return answer.length > 0 ? answer : say`Open until ${absoluteAndRelative(row.expires_at, zone, now)}.`;
}

function lineOf(row: Row, zone: string, now: Date): Line {
  const asked = say`${bold(row.requester_name)} asks for ${wanted(row)}: ${quoted(row.reason)}.`;
  const text = joined(say`${code(shortId(row.id))} ·`, asked, stateOf(row, zone, now));
  return row.is_mine_to_answer ? { text, buttons: answers(row.id) } : { text };
}

/** The page after this request: when it was made, in milliseconds, and its id. */
const writeCursor = (last: approvals.Approval): string => `${last.created_at.getTime()}_${last.id}`;

function readCursor(cursor: string): approvals.ApprovalCursor {
  const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  if (match?.[2]) return { createdAt: new Date(Number(match[1])), id: match[2] };
  throw new AppError(
    'invalid_input',
    say`This page is not there any more. ${command('approvals list')} begins anew.`,
    { field: 'cursor' },
  );
}
