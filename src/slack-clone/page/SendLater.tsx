import { useId, useState } from 'preact/hooks';
import { Alert } from './Alert.tsx';
import { now } from './clock.ts';
import { Dialog } from './Dialog.tsx';
import { useDesk } from './here.ts';
import { Icon } from './icons.tsx';
import { schedule } from './later.ts';
import { fullTime, localMinute } from './moment.ts';
import { openSide } from './opening.ts';
import { readPlace } from './place.ts';

const hour = 3_600_000;

/** Sends what is written at another time. Whoever has written nothing sees what waits. */
export function SendLater({
  place,
  text,
  onScheduled,
}: {
  place: string;
  text: string;
  onScheduled: () => void;
}) {
  const desk = useDesk();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="icon-button later"
        aria-label="Send later…"
        title="Send later…"
        onClick={() => {
          if (text.trim() !== '' && !text.startsWith('/')) setOpen(true);
          else if (readPlace(place).thread === undefined) openSide(desk, { kind: 'later' });
        }}
      >
        <Icon name="clock" />
      </button>
      {isOpen && <When place={place} text={text} onClose={() => setOpen(false)} onScheduled={onScheduled} />}
    </>
  );
}

function When(props: { place: string; text: string; onClose: () => void; onScheduled: () => void }) {
  const { place, text, onClose, onScheduled } = props;
  const desk = useDesk();
  const id = useId();
  const [when, setWhen] = useState(() => localMinute(now() + hour));
  const [failure, fail] = useState<string | null>(null);
  const at = new Date(when).getTime();
  const submit = async (): Promise<void> => {
    if (Number.isNaN(at)) return fail('Choose a day and a time.');
    if (at <= now()) return fail('This is past. Choose a time that is to come.');
    const failed = await schedule(desk, place, text, at);
    if (failed !== null) return fail(failed);
    onClose();
    onScheduled();
    if (readPlace(place).thread === undefined) openSide(desk, { kind: 'later' });
  };
  return (
    <Dialog class="dialog confirm" labelledBy={id} onEscape={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void submit();
        }}
      >
        <h2 id={id} tabIndex={-1}>
          Send later
        </h2>
        <p class="quote">{text}</p>
        <label class="input">
          <span class="label">Day and time</span>
          <input
            class="text-field"
            type="datetime-local"
            data-first
            required
            value={when}
            onInput={({ currentTarget }) => setWhen(currentTarget.value)}
          />
          <span class="hint">{Number.isNaN(at) ? ' ' : fullTime(at)}</span>
        </label>
        <Alert sentence={failure} />
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Schedule
          </button>
        </div>
      </form>
    </Dialog>
  );
}
