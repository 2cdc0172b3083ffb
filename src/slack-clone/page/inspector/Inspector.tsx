import { useState } from 'preact/hooks';
import { Alert } from '../Alert.tsx';
import { ExchangeView } from './ExchangeView.tsx';
import { Faults } from './Faults.tsx';
import { useTraffic } from './watching.ts';

/** What apps ask of the workspace and what it tells them, as it happens. */
export function Inspector() {
  const [paused, pause] = useState(false);
  const [typed, setTyped] = useState('');
  const { exchanges, failure, clear } = useTraffic(paused);
  const wanted = typed.trim().toLowerCase();
  const shown = exchanges.filter(({ name }) => name.toLowerCase().includes(wanted));
  const befallen = exchanges.find(({ fault }) => fault !== undefined)?.id;
  return (
    <div class="side-body">
      <Faults befallen={befallen} />
      <section>
        <h3>To and fro</h3>
        <div class="row inspector-tools">
          <input
            class="text-field"
            type="search"
            placeholder="Filter by name"
            aria-label="Filter by name"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <button type="button" class="button small" aria-pressed={paused} onClick={() => pause(!paused)}>
            {paused ? 'Go on' : 'Pause'}
          </button>
          <button type="button" class="button small" onClick={clear}>
            Clear
          </button>
        </div>
        <Alert sentence={failure} />
        {shown.length === 0 && (
          <p class="soft">
            {wanted === ''
              ? 'Nothing yet. What an app asks, and what it is told, stands here as it happens.'
              : `Nothing here has “${typed.trim()}” in its name.`}
          </p>
        )}
        <ul class="exchanges" aria-label="Requests, the newest first">
          {shown.map((exchange) => (
            <ExchangeView key={exchange.id} exchange={exchange} />
          ))}
        </ul>
      </section>
    </div>
  );
}
