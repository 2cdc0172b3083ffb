import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  type Server,
} from '@modelcontextprotocol/server';
import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import type { Actor } from '../../core/actor.ts';
import { PlainServer } from './plain-server.ts';
import { protocolError } from './refusals.ts';
import { complete, read, resourcesFor, templatesFor } from './resources.ts';
import { call, type Tools, toolsFor } from './tools.ts';

/** As many values are completed at once as the protocol lets. */
const COMPLETED = 100;

const INSTRUCTIONS =
  'Botmint keeps bots and their tokens. A token is never in an answer: who keeps the bot gets a message in the chat with the button Show token, and the answer says who and until when. Sentences in answers name commands as people type them, as in `tokens list`; the tool is tokens_list.';

/** What one actor is served, for one request: what they may use is what they hold now. */
export function serverFor(actor: Actor, tools: Tools, deps: Deps): Server {
  const server = new PlainServer(
    { name: 'botmint', title: 'Botmint', version: '1' },
    { capabilities: { tools: {}, resources: {}, completions: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler('tools/list', () => ({ tools: toolsFor(tools, actor) }));
  server.setRequestHandler('tools/call', ({ params }) =>
    answering(deps, async () => {
      const found = tools.get(params.name);
      if (!found) throw noTool(params.name);
      return call(found.command, params.arguments ?? {}, actor, deps);
    }),
  );
  server.setRequestHandler('resources/list', () => ({ resources: resourcesFor(actor) }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: templatesFor(actor) }));
  server.setRequestHandler('resources/read', ({ params: { uri } }) =>
    answering(
      deps,
      async () => {
        const found = await read(uri, actor, deps);
        if (!found) throw new ResourceNotFoundError(uri);
        return found;
      },
      uri,
    ),
  );
  server.setRequestHandler('completion/complete', ({ params: { ref, argument } }) =>
    answering(deps, async () => {
      if (ref.type !== 'ref/resource') return { completion: { values: [] } };
      const asked = { uriTemplate: ref.uri, name: argument.name, typed: argument.value };
      const values = await complete(asked, actor, deps);
      return { completion: { values: values.slice(0, COMPLETED), hasMore: values.length > COMPLETED } };
    }),
  );
  return server;
}

const noTool = (name: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name.slice(0, 100)}`);

/** Whatever is thrown is answered in a sentence, and what is not meant for others goes to the log. */
async function answering<T>(deps: Deps, work: () => Promise<T>, uri?: string): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof ProtocolError ? thrown : protocolError(refusalOf(thrown, deps), uri);
  }
}
