import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Alert } from '../Alert.tsx';
import { Dialog } from '../Dialog.tsx';
import { useDesk, useWorkspace } from '../here.ts';
import { Icon } from '../icons.tsx';
import { openChannel, openMessage, openWith } from '../opening.ts';
import { Result } from './Result.tsx';
import { destinations, search, threadOf, type Destination, type Found, type Match } from './searching.ts';

const pause = 200;

/** Finds messages, and goes to channels and people. Arrows move, Enter goes there, Escape leaves. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const id = useId();
  const [typed, setTyped] = useState(desk.lastSearch);
  const { found, failure, isAsking, more } = useFound(typed);
  const state = useWorkspace((workspace) => workspace);
  const go = (there: () => Promise<void>): void => {
    desk.lastSearch = typed;
    onClose();
    void there();
  };
  const goTo = ({ channel, user }: Destination): void =>
    go(async () => (channel ? openChannel(desk, channel.id) : openWith(desk, user ?? '')));
  const show = (match: Match): void =>
    go(async () => openMessage(desk, match.channel.id, match.ts, threadOf(match)));
  const places = destinations(state, typed);
  return (
    <Dialog class="dialog search" labelledBy={id} onEscape={onClose}>
      <div class="search-frame" onKeyDown={moveAmongResults}>
        <h2 id={id} class="unseen" tabIndex={-1}>
          Search
        </h2>
        <div class="search-head">
          <Icon name="search" />
          <input
            class="search-field"
            type="search"
            data-first
            placeholder="Search messages, channels, people"
            aria-label="Search"
            autocomplete="off"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <button type="button" class="icon-button" aria-label="Close search" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        <p class="unseen" role="status">
          {found === null || isAsking ? '' : howMany(found.total)}
        </p>
        <div class="search-body">
          {places.length > 0 && (
            <ul class="results" aria-label="Go to">
              {places.map((place) => (
                <li key={place.key}>
                  <button type="button" class="result place" onClick={() => goTo(place)}>
                    {place.title}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <Alert sentence={failure} />
          {typed.trim() === '' && <Hints />}
          {found && found.total > 0 && (
            <>
              <h3 class="results-head">{howMany(found.total)}</h3>
              <ul class="results" aria-label="Messages">
                {found.matches.map((match) => (
                  <li key={`${match.channel.id} ${match.ts}`}>
                    <Result match={match} query={typed} onChoose={() => show(match)} />
                  </li>
                ))}
              </ul>
              {found.page < found.pages && (
                <button type="button" class="button" aria-busy={isAsking} onClick={more}>
                  More
                </button>
              )}
            </>
          )}
          {found?.total === 0 && (
            <p class="soft results-none">
              No messages with “{typed.trim()}”. Try fewer words, or another one.
            </p>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const howMany = (total: number): string =>
  total === 0 ? 'No messages' : total === 1 ? '1 message' : `${total.toLocaleString('en')} messages`;

const Hints = () => (
  <p class="soft results-none">
    Words find messages that have all of them. <code>from:@bob</code>, <code>in:#general</code> and{' '}
    <code>before:2026-11-21</code> narrow it.
  </p>
);

/** Asked for when typing rests. An answer to what was typed before comes too late. */
function useFound(typed: string) {
  const desk = useDesk();
  const [found, setFound] = useState<Found | null>(null);
  const [failure, fail] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const wanted = useRef('');
  const query = typed.trim();
  const ask = async (page: number, before: Match[]): Promise<void> => {
    setAsking(true);
    const answer = await search(desk, query, page);
    if (wanted.current !== query) return;
    setAsking(false);
    fail(typeof answer === 'string' ? answer : null);
    if (typeof answer !== 'string') setFound({ ...answer, matches: [...before, ...answer.matches] });
  };
  useEffect(() => {
    wanted.current = query;
    if (query === '') {
      setFound(null);
      return undefined;
    }
    const timer = setTimeout(() => void ask(1, []), pause);
    return () => clearTimeout(timer);
  }, [query]);
  const more = (): void => {
    if (found && !isAsking) void ask(found.page + 1, found.matches);
  };
  return { found, failure, isAsking, more };
}

function moveAmongResults(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.search-field, .result')];
  const at = all.findIndex((element) => element === document.activeElement);
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
