import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { Caller } from '../api/caller.ts';
import type { Answer, Scopes } from '../api/method.ts';
import { METHODS } from '../methods/index.ts';
import * as reading from './reading.ts';
import * as saying from './saying.ts';
import * as searching from './searching.ts';
import type { CallMethod, Tool } from './tool.ts';

/** Who is asking, and how the workspace is called for them. */
export interface Asker {
  kind: Caller['kind'];
  scopes: readonly string[];
  call: CallMethod;
  /** What time it is, in Unix seconds. */
  seconds: () => number;
}

const SCOPES = new Map(METHODS.map(({ name, scopes }): [string, Scopes | null] => [name, scopes]));

const INSTRUCTIONS =
  'A local Slack workspace. Ids name channels (C…), people (U…) and files (F…); slack_search_channels and slack_search_users find them by name.';

/** Slack's own names first, then the eight of the older reference server; slack_add_reaction is of both. */
const toolsAt = (seconds: () => number): Tool[] => [
  searching.searchPublic,
  searching.searchAll,
  searching.searchChannels,
  searching.searchUsers,
  reading.readChannel,
  reading.readThread,
  reading.readUserProfile,
  reading.readFile,
  reading.listChannelMembers,
  reading.getReactions,
  saying.sendMessage,
  saying.scheduleMessage(seconds),
  saying.addReaction,
  saying.createConversation,
  reading.listChannels,
  saying.postMessage,
  saying.replyToThread,
  reading.getChannelHistory,
  reading.getThreadReplies,
  reading.getUsers,
  reading.getUserProfile,
];

/** Lists what the token's scopes allow. What they do not is refused by the method, in its own words. */
export function serverFor(asker: Asker): Server {
  const tools = toolsAt(asker.seconds);
  const server = new Server(
    { name: 'slack-local', title: 'Local Slack workspace', version: '1' },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler('tools/list', () => ({
    tools: tools.filter((tool) => mayUse(tool, asker)).map(shown),
  }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 100)}`);
    return resultOf(await tool.run(asker.call, params.arguments));
  });
  return server;
}

function mayUse({ method }: Tool, { kind, scopes }: Asker): boolean {
  const anyOf = SCOPES.get(method)?.[kind];
  return anyOf !== undefined && (anyOf.length === 0 || anyOf.some((scope) => scopes.includes(scope)));
}

function shown({ name, title, description, effect, inputSchema }: Tool) {
  const readOnlyHint = effect === 'read';
  const annotations = { title, readOnlyHint, destructiveHint: false, idempotentHint: readOnlyHint };
  return { name, title, description, inputSchema, annotations: { ...annotations, openWorldHint: false } };
}

function resultOf(answer: Answer): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(answer) }],
    structuredContent: answer,
    isError: answer['ok'] !== true,
  };
}
