import { useState } from 'preact/hooks';
import type { DirectoryApp, InstalledTokens } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { Avatar } from '../Avatar.tsx';
import { Confirm } from '../blocks/Confirm.tsx';
import { useDesk, useWorkspace } from '../here.ts';
import { openWith } from '../opening.ts';
import { install, uninstall } from './directory.ts';
import { Secrets } from './Secrets.tsx';

export function AppCard(props: {
  app: DirectoryApp;
  words: Record<string, string>;
  onChanged: () => Promise<void>;
}) {
  const { app, words } = props;
  const [failure, fail] = useState<string | null>(null);
  const [tokens, showTokens] = useState<InstalledTokens | null>(null);
  return (
    <li class="card app-card">
      <div class="app-head">
        <Avatar id={app.app_id} name={app.name} isApp />
        <div>
          <h2>{app.name}</h2>
          <p class="soft">
            <Installed app={app} />
          </p>
        </div>
        <Actions app={app} onTokens={showTokens} onFailure={fail} onChanged={props.onChanged} />
      </div>
      <Alert sentence={failure} />
      {app.description !== '' && <p>{app.description}</p>}
      <Commands app={app} />
      <details class="scopes">
        <summary>What it may do</summary>
        <Scopes title="As itself" scopes={app.bot_scopes} words={words} />
        <Scopes title="On behalf of who allows it" scopes={app.user_scopes} words={words} />
        {app.bot_scopes.length + app.user_scopes.length === 0 && <p class="soft">Nothing.</p>}
        {app.long_description !== undefined && <p class="long">{app.long_description}</p>}
      </details>
      {tokens && (
        <Secrets
          title={`${app.name} is installed`}
          about="Its tokens are shown only here, only once. Copy them to where the app runs."
          secrets={[
            ['Bot token', tokens.bot_token],
            ['User token', tokens.user_token],
          ]}
          onClose={() => showTokens(null)}
        />
      )}
    </li>
  );
}

function Installed({ app }: { app: DirectoryApp }) {
  const by = useWorkspace(({ names }) => names[app.installed_by ?? '']?.name);
  if (!app.installed) return <>Not installed</>;
  if (app.is_own) return <>Installed: it came with the workspace</>;
  return <>{by === undefined ? 'Installed' : `Installed by ${by}`}</>;
}

function Actions(props: {
  app: DirectoryApp;
  onTokens: (tokens: InstalledTokens) => void;
  onFailure: (sentence: string | null) => void;
  onChanged: () => Promise<void>;
}) {
  const { app, onFailure } = props;
  const desk = useDesk();
  const me = useWorkspace((workspace) => workspace.me);
  const bot = useWorkspace(({ boot }) => boot?.apps.find(({ app_id }) => app_id === app.app_id)?.bot_user_id);
  const [asked, ask] = useState(false);
  const isBare = app.bot_scopes.length + app.user_scopes.length === 0;
  const installHere = async (): Promise<void> => {
    const answer = await install(desk, app.app_id);
    onFailure(typeof answer === 'string' ? answer : null);
    if (typeof answer !== 'string') props.onTokens(answer);
    await props.onChanged();
  };
  const remove = async (): Promise<void> => {
    ask(false);
    onFailure(await uninstall(desk, app.app_id));
    await props.onChanged();
  };
  return (
    <div class="row app-actions">
      {bot !== undefined && (
        <button type="button" class="button small" onClick={() => void openWith(desk, bot)}>
          Open
        </button>
      )}
      {!app.installed && !app.is_own && !isBare && !me?.is_restricted && (
        <Install app={app} onInstall={() => void installHere()} />
      )}
      {app.installed && !app.is_own && me?.is_admin && (
        <button type="button" class="button small danger" onClick={() => ask(true)}>
          Remove…
        </button>
      )}
      {asked && <Confirm confirm={removal(app.name)} onNo={() => ask(false)} onYes={() => void remove()} />}
    </div>
  );
}

/** An app that has an address of its own to go on at asks there what it needs, as anywhere. */
function Install({ app, onInstall }: { app: DirectoryApp; onInstall: () => void }) {
  if (!app.has_redirect) {
    return (
      <button
        type="button"
        class="button small primary"
        aria-label={`Install ${app.name}`}
        onClick={onInstall}
      >
        Install
      </button>
    );
  }
  const asked = new URLSearchParams({
    client_id: app.client_id,
    scope: app.bot_scopes.join(','),
    user_scope: app.user_scopes.join(','),
  });
  return (
    <a
      class="button small primary"
      href={`/oauth/v2/authorize?${asked.toString()}`}
      target="_blank"
      rel="noopener"
      aria-label={`Install ${app.name} (in a new window)`}
    >
      Install
    </a>
  );
}

function removal(name: string) {
  return {
    title: plain(`Remove ${name}?`),
    text: plain(
      'Its tokens stop working at once, its commands go, and its bot leaves every channel. It can be installed again.',
    ),
    confirm: plain(`Remove ${name}`),
    deny: plain('Keep'),
    style: 'danger' as const,
  };
}

function Commands({ app }: { app: DirectoryApp }) {
  const { commands, shortcuts = [] } = app;
  if (commands.length + shortcuts.length === 0) return null;
  return (
    <dl class="commands">
      {commands.map(({ command, usage_hint, description }) => (
        <div key={command}>
          <dt>
            <code>{command}</code> {usage_hint !== '' && <span class="soft">{usage_hint}</span>}
          </dt>
          <dd>{description}</dd>
        </div>
      ))}
      {shortcuts.map(({ name, description, type }) => (
        <div key={name}>
          <dt>
            {name} <span class="soft">{type === 'message' ? 'on a message' : 'everywhere'}</span>
          </dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}

function Scopes({
  title,
  scopes,
  words,
}: {
  title: string;
  scopes: string[];
  words: Record<string, string>;
}) {
  if (scopes.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>
            {words[scope] ?? scope} <code>{scope}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
