import type { Hosted } from '../host/hosted.ts';
import { schemaOf } from '../store/database.ts';

const REDACTED = '[redacted]';

/** What programs are told of a workspace: never a token. */
export async function shownClone(hosted: Hosted) {
  const { id, state, reason, clone, builtIn } = hosted;
  const entry = await hosted.entry();
  const spun = entry?.spun;
  const port = clone?.port ?? spun?.port ?? builtIn?.port ?? 0;
  const url = clone?.url ?? `http://127.0.0.1:${port}`;
  const mode = spun?.mode ?? 'full';
  return {
    id,
    template: 'slack',
    mode,
    name: spun?.name ?? 'Local workspace',
    builtIn: builtIn !== undefined,
    state,
    ...(reason !== undefined && { reason }),
    ports: { backend: port },
    endpoints: { api: `${url}/api/`, web: mode === 'full' ? url : null },
    database: schemaOf(id),
    seed: entry?.seed === undefined ? null : { fixture: entry.seed },
    tokens: {
      botToken: REDACTED,
      userToken: REDACTED,
      appId: entry?.appId ?? null,
      workspaceId: entry?.teamId ?? null,
    },
    createdAt: spun?.createdAt ?? null,
    updatedAt: spun?.updatedAt ?? null,
  };
}

export type ShownClone = Awaited<ReturnType<typeof shownClone>>;
