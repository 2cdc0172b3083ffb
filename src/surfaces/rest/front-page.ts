import type { Command } from '../../commands/declare.ts';

/** What stands at `/`: where everything is, and every command as a route. */
export function frontPage(workspaceUrl: string | undefined, commands: readonly Command[]): string {
  const chat =
    workspaceUrl === undefined
      ? ''
      : `<dt>Chat</dt><dd><a href="${workspaceUrl}">${workspaceUrl}</a>, a Slack workspace on this machine. Type <code>/bots create steve</code> there.</dd>`;
  const routes = commands.map(({ http, summary, scope, by }) => {
    const needs = [scope ?? [], by === 'member' ? 'people only' : []].flat().join(', ');
    return `<tr><td><code>${http}</code></td><td>${summary}</td><td>${needs}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Botmint</title>
<link rel="icon" href="data:,">
<style>
  body { font: 15px/22px system-ui, sans-serif; max-width: 52rem; margin: 4rem auto; padding: 0 1rem; }
  h1 { font-size: 20px; } dt { font-weight: 600; margin-top: 12px; } dd { margin: 0; }
  table { border-collapse: collapse; margin-top: 12px; font-size: 13px; }
  td, th { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; }
  td:first-child { white-space: nowrap; }
  code { font-family: ui-monospace, monospace; font-size: 13px; } a { color: inherit; }
</style>
<h1>Botmint</h1>
<p>Bots and their tokens, run from chat.</p>
<dl>
  ${chat}
  <dt>API</dt><dd><code>GET /api/v1/bots/me</code> says whose a token is. Send it as <code>X-AgentFlow-Bot-Token</code> or as a bearer. <a href="/reference">/reference</a> says what there is, <a href="/openapi.json">/openapi.json</a> says it to programs.</dd>
  <dt>MCP</dt><dd><code>/mcp</code> has the same commands as tools, for a token as bearer; over stdio it is <code>botmint mcp</code>.</dd>
  <dt>Standards</dt><dd><a href="/.well-known/oauth-authorization-server">/.well-known/oauth-authorization-server</a> says where introspection, revocation and the keys are. <code>POST /api/v1/credentials/revoke</code> takes tokens that were found lying open.</dd>
  <dt>Health</dt><dd><a href="/healthz">/healthz</a> and <a href="/readyz">/readyz</a>; <a href="/metrics">/metrics</a> for Prometheus</dd>
</dl>
<table>
  <tr><th>Route</th><th>What it does</th><th>Needs</th></tr>
  ${routes.join('\n  ')}
</table>
</html>
`;
}
