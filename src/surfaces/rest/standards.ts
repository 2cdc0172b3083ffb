import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../commands/execute.ts';
import { SCOPES } from '../../core/scopes.ts';
import type { Underway } from '../underway.ts';
import { addLeakReports } from './leak-reports.ts';
import { addOauth } from './oauth.ts';

/** What others know how to ask without having heard of us: RFC 7517, 8414, 7662 and 7009, and leak reports. */
export function addStandards(server: FastifyInstance, deps: Deps, underway: Underway): void {
  const metadata = metadataOf(deps.issuer.name);
  server.get('/.well-known/oauth-authorization-server', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').send(metadata),
  );
  server.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .type('application/jwk-set+json')
      .header('cache-control', 'public, max-age=300')
      .send(JSON.stringify({ keys: deps.issuer.publicJwks })),
  );
  addOauth(server, deps, underway);
  addLeakReports(server, deps, underway);
}

/** Found under the issuer and about it, so all addresses are the issuer's, whatever the request's host is. */
function metadataOf(issuer: string) {
  const at = (path: string): string => issuer.replace(/\/$/, '') + path;
  const secrets = ['client_secret_basic', 'client_secret_post'];
  return {
    issuer,
    jwks_uri: at('/.well-known/jwks.json'),
    introspection_endpoint: at('/oauth/introspect'),
    introspection_endpoint_auth_methods_supported: [...secrets, 'Bearer'],
    revocation_endpoint: at('/oauth/revoke'),
    revocation_endpoint_auth_methods_supported: secrets,
    scopes_supported: SCOPES,
    // Tokens come from people and bots, through the commands; there is no endpoint that hands them out.
    response_types_supported: [],
    grant_types_supported: [],
    service_documentation: at('/'),
  };
}
