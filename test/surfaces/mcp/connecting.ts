import {
  type CallToolResult,
  Client,
  type ClientOptions,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';

/** The official client, connected. */
export interface Connected extends AsyncDisposable {
  client: Client;
  /** The names of its tools, in their order. */
  names(): Promise<string[]>;
  call(name: string, input?: Record<string, unknown>): Promise<CallToolResult>;
}

/** Connects over HTTP, with this token as a bearer. */
export async function connect(api: string, token: string, options: ClientOptions = {}): Promise<Connected> {
  const headers = { authorization: `Bearer ${token}` };
  return connectOver(
    new StreamableHTTPClientTransport(new URL(`${api}/mcp`), { requestInit: { headers } }),
    options,
  );
}

export async function connectOver(transport: Transport, options: ClientOptions = {}): Promise<Connected> {
  const client = new Client({ name: 'a test', version: '1' }, options);
  await client.connect(transport);
  return {
    client,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, input = {}) => client.callTool({ name, arguments: input }),
    [Symbol.asyncDispose]: async () => client.close(),
  };
}

/** All that was answered as text. */
export const textIn = ({ content }: CallToolResult): string =>
  content.map((each) => (each.type === 'text' ? each.text : '')).join('\n');
