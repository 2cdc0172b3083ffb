import type { ErrorCode } from '../api/error.ts';
import type { Asked, Request } from '../install/authorize.ts';
import { wordsFor } from '../install/scope-words.ts';
import type { MemberRow } from '../store/members.ts';

interface Asking {
  asked: Asked;
  request: Request;
  team: string;
  /** Who may say yes; the first of them is chosen. */
  people: MemberRow[];
}

/** Who installs, what it may then do, and both ways out. */
export function askingPage({ asked, request, team, people }: Asking): string {
  const { app, botScopes, userScopes, redirect } = request;
  const name = escape(app.manifest.name);
  const hidden = Object.entries(asked)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<input type="hidden" name="${key}" value="${escape(String(value))}">`);
  const options = people.map(
    ({ id, real_name, name: login }) =>
      `<option value="${escape(id)}">${escape(real_name)} (${escape(login)})</option>`,
  );
  return page(
    `Install ${name}`,
    `<h1>${name} wants to be in ${escape(team)}</h1>
${scopeList('Its bot will be able to', 'bot', botScopes)}
${scopeList('On your behalf it will be able to', 'user', userScopes)}
<form method="post">
${hidden.join('\n')}
<label class="label" for="user">You are</label>
<select class="asking-person" id="user" name="user">${options.join('')}</select>
<div class="asking-buttons">
<button class="button" name="answer" value="cancel">Cancel</button>
<button class="button primary" name="answer" value="allow">Allow</button>
</div>
</form>
<p class="asking-note">Afterwards you are at ${escape(new URL(redirect).host || redirect)}.</p>`,
  );
}

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  access_denied: 'Guests cannot install apps. Somebody who is a full member can.',
  bad_redirect_uri:
    'The address it wants to send you back to is none of its own. Add that address to <code>redirect_urls</code> in its manifest.',
  invalid_client_id: 'No app here has this client id. The ids of all apps are in <code>registry.json</code>.',
  invalid_origin: 'The answer came from another page. Open the app’s install page again.',
  invalid_scope:
    'It asks for a scope that there is not, or not for this kind of token. Look at <code>scope</code> and <code>user_scope</code> in the address.',
  invalid_team_id: 'It asks for another workspace. Leave <code>team</code> out of the address.',
  no_scopes: 'It asks for nothing. Add <code>scope</code> or <code>user_scope</code> to the address.',
  user_not_found: 'Whoever was chosen is not here any more. Go back and choose somebody else.',
};

/** Why nobody is asked, and what to do about it. */
export function refusingPage(code: ErrorCode, team: string): string {
  const sentence =
    SENTENCES[code] ?? 'Something went wrong on our side, and nothing was installed. Try again.';
  return page(
    'Not installed',
    `<h1>This app cannot be installed in ${escape(team)}</h1>
<p>${sentence}</p>
<p class="asking-note"><code>${code}</code></p>`,
  );
}

function scopeList(title: string, kind: 'bot' | 'user', scopes: string[]): string {
  if (scopes.length === 0) return '';
  const items = scopes.map(
    (scope) => `<li>${wordsFor(kind, scope) ?? ''} <code>${escape(scope)}</code></li>`,
  );
  return `<h2>${title}</h2>\n<ul>${items.join('')}</ul>`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
</head>
<body class="asking"><main>
${content}
</main></body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
