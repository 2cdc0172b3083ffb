import { SCOPES } from '../../core/scopes.ts';

export const MCP_PATH = '/mcp';

/** Where it is found about that path, and by who asks about the host alone. */
export const METADATA_PATHS = [
  `/.well-known/oauth-protected-resource${MCP_PATH}`,
  '/.well-known/oauth-protected-resource',
] as const;

/**
 * What this asks of its clients (RFC 9728). Tokens come from people, through the chat: no authorization server hands
 * them out, so none is named.
 */
export const metadataOf = (origin: string) => ({
  resource: origin + MCP_PATH,
  resource_name: 'Botmint',
  bearer_methods_supported: ['header'],
  scopes_supported: SCOPES,
  resource_documentation: `${origin}/`,
});
