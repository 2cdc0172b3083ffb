/** Where people chat with Botmint. */
interface Places {
  /** Of the local workspace. */
  workspaceUrl: string | undefined;
  /** Where a workspace of Slack installs Botmint. */
  installPath?: string | undefined;
  /** Its user id in Matrix. */
  commandBot: string | undefined;
}

/** What stands at `/`: where everything is. */
export function frontPage({ workspaceUrl, installPath, commandBot }: Places): string {
  const chat =
    workspaceUrl === undefined
      ? installsAt(installPath)
      : `<dt>Chat</dt><dd><a href="${workspaceUrl}">${workspaceUrl}</a>, a Slack workspace on this machine. Type <code>/bots create steve</code> there.</dd>`;
  const matrix =
    commandBot === undefined
      ? ''
      : `<dt>Matrix</dt><dd><code>${commandBot}</code> hears <code>!bots create steve</code> in a room, or in a direct chat.</dd>`;
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
  code { font-family: ui-monospace, monospace; font-size: 13px; } a { color: inherit; }
</style>
<h1>Botmint</h1>
<p>Bots and their tokens, run from chat.</p>
<dl>
  ${chat}
  ${matrix}
  <dt>API</dt><dd><code>GET /api/v1/bots/me</code> says whose a token is. Send it as <code>X-AgentFlow-Bot-Token</code> or as a bearer. <a href="/reference">/reference</a> has every route, <a href="/openapi.json">/openapi.json</a> says the same to programs.</dd>
  <dt>Command line</dt><dd><code>botmint status</code> says which server it asks, and as whom.</dd>
  <dt>MCP</dt><dd><code>/mcp</code> has the same commands as tools, for a token as bearer; over stdio it is <code>botmint mcp</code>.</dd>
  <dt>Standards</dt><dd><a href="/.well-known/oauth-authorization-server">/.well-known/oauth-authorization-server</a> says where introspection, revocation and the keys are. <code>POST /api/v1/credentials/revoke</code> takes tokens that were found lying open.</dd>
  <dt>Health</dt><dd><a href="/healthz">/healthz</a> and <a href="/readyz">/readyz</a>; <a href="/metrics">/metrics</a> for Prometheus</dd>
</dl>
</html>
`;
}

const installsAt = (path: string | undefined): string =>
  path === undefined
    ? ''
    : `<dt>Slack</dt><dd><a href="${path}">${path}</a> installs Botmint in a workspace. Type <code>/bots create steve</code> there.</dd>`;
