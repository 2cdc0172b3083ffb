import type { ComponentChildren } from 'preact';
import type { Exchange } from '../../protocol.ts';
import { useWorkspace } from '../here.ts';
import { fullTime } from '../moment.ts';
import { wordsOf } from './inspecting.ts';

/** One request in a line or two; pressed, all that is known of it. What was said in it is not. */
export function ExchangeView({ exchange }: { exchange: Exchange }) {
  const { direction, name, by, ms, error } = exchange;
  const isIn = direction === 'in';
  return (
    <li>
      <details class="exchange">
        <summary>
          <span class="exchange-name">
            <span aria-hidden="true">{isIn ? '←' : '→'}</span>
            <code>{name}</code>
            <span class="exchange-ms">{ms} ms</span>
          </span>
          <span class="exchange-about">
            {isIn ? 'From ' : 'To '}
            <Who exchange={exchange} /> · {by === 'http' ? 'HTTP' : 'Socket'} ·{' '}
            <span class={error === null ? undefined : 'exchange-error'}>{outcomeOf(exchange)}</span>
          </span>
        </summary>
        <Details exchange={exchange} />
      </details>
    </li>
  );
}

function outcomeOf({ direction, by, status, error }: Exchange): string {
  const spoken = status === null ? '' : `${status}`;
  if (error !== null) return [spoken, error].filter(Boolean).join(' ');
  if (status === null) return by === 'socket' ? 'acknowledged' : 'no answer';
  return direction === 'in' ? `${spoken} ok` : `${spoken} acknowledged`;
}

function Who({ exchange: { direction, app_id, user_id } }: { exchange: Exchange }) {
  const app = useWorkspace(({ boot }) => boot?.apps.find((each) => each.app_id === app_id)?.name);
  const person = useWorkspace(({ names }) => names[user_id ?? '']);
  const by = person && !person.isApp ? person.name : undefined;
  if (direction === 'in') return <>{by ?? app ?? app_id ?? 'somebody unknown'}</>;
  return <>{[app ?? app_id ?? 'an app', by === undefined ? '' : `after ${by}`].filter(Boolean).join(', ')}</>;
}

function Details({ exchange }: { exchange: Exchange }) {
  const { at, scopes, signature, attempt, sent, fault } = exchange;
  const fields = Object.entries(sent);
  return (
    <dl class="exchange-details">
      <Fact name="When">{fullTime(at)}</Fact>
      {scopes && <Scopes {...scopes} />}
      {attempt !== undefined && <Fact name="Attempt">{attempt}</Fact>}
      {signature && (
        <>
          <Fact name="Timestamp">
            <code>{signature.timestamp}</code>
          </Fact>
          <Fact name="Signature">
            <code>{signature.signature}</code>
          </Fact>
        </>
      )}
      {fault !== undefined && <Fact name="On purpose">It {wordsOf(fault)}.</Fact>}
      <Fact name="Sent">
        {fields.length === 0 && 'Nothing.'}
        {fields.map(([name, value]) => (
          <code key={name} class="exchange-field">
            {name}: {value}
          </code>
        ))}
      </Fact>
    </dl>
  );
}

function Scopes({ provided, accepted }: { provided: string[]; accepted: string[] }) {
  const isHeld = (scope: string): boolean => provided.includes(scope);
  return (
    <>
      <Fact name={accepted.length > 1 ? 'Needs one of' : 'Needs'}>
        {accepted.length === 0 && 'No scope.'}
        {accepted.map((scope) => (
          <span key={scope} class={isHeld(scope) ? 'exchange-field' : 'exchange-field exchange-error'}>
            <code>{scope}</code> {isHeld(scope) ? 'carried' : 'missing'}
          </span>
        ))}
      </Fact>
      <Fact name="Carries">{provided.length === 0 ? 'No scope.' : <code>{provided.join(', ')}</code>}</Fact>
    </>
  );
}

const Fact = (props: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
);
