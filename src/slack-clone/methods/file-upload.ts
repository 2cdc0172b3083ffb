import { z } from 'zod';
import { list, structured, timestamp } from '../api/argument.ts';
import { hashOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { readBlocks } from '../blocks/block.ts';
import { LONGEST_TEXT } from '../conversations/content.ts';
import { fileWithShares } from '../files/file.ts';
import { snippetType, typeOfName } from '../files/file-type.ts';
import { shareFiles } from '../files/share.ts';
import { newId, newUrlSecret } from '../ids.ts';
import * as fileShares from '../store/file-shares.ts';
import * as files from '../store/files.ts';
import * as messages from '../store/messages.ts';
import { writableChannel } from '../conversations/writable.ts';

const FILES_WRITE = { bot: ['files:write'], user: ['files:write'] };

/** In bytes. Slack takes 1 GB; what is here is a database on somebody's laptop. */
const LARGEST_FILE = 100_000_000;
const LARGEST_SNIPPET = 1_000_000;
const LONGEST_ALT_TEXT = 1000;
const MOST_CHANNELS = 100;
const DAY = 24 * 3_600_000;

/** The first of three steps: this, then the bytes to the `upload_url`, then files.completeUploadExternal. */
export const filesGetUploadURLExternal = defineMethod({
  name: 'files.getUploadURLExternal',
  tier: 't4',
  scopes: FILES_WRITE,
  input: z.object({
    filename: z.string().min(1).max(255),
    length: z.coerce.number().int().min(0),
    alt_txt: z.string().optional(),
    // As Slack's own client for Node sends it.
    alt_text: z.string().optional(),
    snippet_type: z.string().optional(),
  }),
  async run({ workspace, caller }, { filename, length, snippet_type, ...described }) {
    const { db, clock, random, address } = workspace;
    const alt_txt = described.alt_txt ?? described.alt_text ?? '';
    const snippet = snippet_type === undefined || snippet_type === '' ? undefined : snippetType(snippet_type);
    if (length === 0) throw new SlackError('missing_argument');
    if (alt_txt.length > LONGEST_ALT_TEXT) throw new SlackError('alt_txt_too_large');
    if (snippet_type && !snippet) throw new SlackError('unknown_snippet_type');
    if (snippet && length > LARGEST_SNIPPET) throw new SlackError('snippet_too_large');
    if (length > LARGEST_FILE) throw new SlackError('file_upload_size_restricted');
    const now = clock.now();
    const type = snippet ?? typeOfName(filename);
    const isText = type.family === 'text' && length <= LARGEST_SNIPPET;
    const id = newId('F', random);
    const secret = newUrlSecret(random);
    await files.forgetUnfinished(db, new Date(now.getTime() - DAY));
    await files.insert(db, {
      id,
      member_id: caller.userId,
      name: filename,
      title: filename,
      alt_txt,
      filetype: type.filetype,
      mode: isText ? 'snippet' : 'hosted',
      size: length,
      upload_hash: hashOf(secret),
      created_at: now,
    });
    return { upload_url: `${address.url}/upload/v1/${secret}`, file_id: id };
  },
});

/** Only with this there is a file. Said in no channel, it is its uploader's alone. */
export const filesCompleteUploadExternal = defineMethod({
  name: 'files.completeUploadExternal',
  tier: 't4',
  scopes: FILES_WRITE,
  input: z.object({
    files: structured(
      z
        .array(z.object({ id: z.string(), title: z.string().max(255).nullish() }))
        .min(1)
        .max(100),
    ),
    channel_id: z.string().nullish(),
    channels: list.optional(),
    initial_comment: z.string().nullish(),
    thread_ts: timestamp.nullish(),
    blocks: structured(z.unknown()).optional(),
  }),
  async run({ workspace, caller }, { files: uploads, channel_id, channels: more = [], ...said }) {
    const { db } = workspace;
    const names = [...new Set([...(channel_id ? [channel_id] : []), ...more])];
    if (names.length > MOST_CHANNELS) throw new SlackError('channels_limit_exceeded');
    const comment = said.initial_comment?.slice(0, LONGEST_TEXT) ?? '';
    // As in Slack, blocks beside a comment are not looked at.
    const blocks = comment === '' && said.blocks ? readBlocks(said.blocks, workspace.random) : null;
    const channels = [];
    for (const name of names) {
      if (!/^[CDG][A-Z0-9]+$/.test(name)) throw new SlackError('channel_not_found');
      const channel = await writableChannel(workspace, caller, name);
      const { thread_ts } = said;
      if (thread_ts && !(await messages.find(db, channel.id, thread_ts)))
        throw new SlackError('thread_not_found');
      channels.push(channel);
    }
    for (const { id } of uploads) {
      const file = await files.find(db, id);
      if (!file?.uploaded_at) throw new SlackError('file_not_found');
      if (file.member_id !== caller.userId) throw new SlackError('access_denied');
    }
    const completed = await shareFiles(workspace, caller, {
      uploads,
      channels,
      content: { text: comment, blocks, thread_ts: said.thread_ts ?? undefined },
    });
    const shares = await fileShares.of(
      db,
      completed.map(({ id }) => id),
      caller,
    );
    return { files: completed.map((file) => fileWithShares(workspace, file, shares)) };
  },
});
