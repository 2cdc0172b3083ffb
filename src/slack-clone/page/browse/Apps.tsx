import { useEffect, useState } from 'preact/hooks';
import type { Directory } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { useDesk, useWorkspace } from '../here.ts';
import { AppCard } from './AppCard.tsx';
import { Browse } from './Browse.tsx';
import { CreateApp } from './CreateApp.tsx';
import { readDirectory } from './directory.ts';

/** Every app of the workspace: what it does, what it may, whether it is here. */
export function Apps() {
  const desk = useDesk();
  const isAdmin = useWorkspace(({ me }) => me?.is_admin ?? false);
  const installed = useWorkspace(({ boot }) => boot?.apps);
  const [directory, setDirectory] = useState<Directory | null>(null);
  const [failure, fail] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [creates, create] = useState(false);
  const read = async (): Promise<void> => {
    const answer = await readDirectory(desk);
    fail(typeof answer === 'string' ? answer : null);
    if (typeof answer !== 'string') setDirectory(answer);
  };
  // What is installed comes anew when anybody changes it.
  useEffect(() => void read(), [installed]);
  const wanted = typed.trim().toLowerCase();
  const shown = directory?.apps.filter(({ name, description, commands }) =>
    [name, description, ...commands.map(({ command }) => command)].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
  return (
    <Browse
      title="Apps"
      search={{ label: 'Find an app', typed, onType: setTyped }}
      tools={
        isAdmin && (
          <button type="button" class="button" onClick={() => create(true)}>
            Create from a manifest
          </button>
        )
      }
    >
      <Alert sentence={failure} />
      <ul class="cards">
        {shown?.map((app) => (
          <AppCard key={app.app_id} app={app} words={directory?.scope_words ?? {}} onChanged={read} />
        ))}
      </ul>
      {shown?.length === 0 && (
        <p class="soft">
          {wanted === '' ? 'There are no apps yet.' : `No app has “${typed.trim()}” in its name.`}
        </p>
      )}
      {creates && <CreateApp onClose={() => create(false)} onCreated={read} />}
    </Browse>
  );
}
