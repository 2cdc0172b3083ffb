import { useEffect, useId, useState } from 'preact/hooks';
import type { Fault } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { focusSide } from '../focus.ts';
import { useDesk } from '../here.ts';
import { FaultForm } from './FaultForm.tsx';
import { readFaults, removeFault, sentenceOf } from './inspecting.ts';

/** What is to go wrong on purpose. @param befallen the last request that it happened to: then there may be less of it */
export function Faults({ befallen }: { befallen: number | undefined }) {
  const desk = useDesk();
  const id = useId();
  const [faults, show] = useState<Fault[]>([]);
  const [failure, fail] = useState<string | null>(null);
  const read = async (): Promise<void> => {
    const answer = await readFaults(desk);
    if (typeof answer === 'string') fail(answer);
    else show(answer);
  };
  // Others add and remove too, by the method.
  useEffect(() => {
    void read();
    const timer = setInterval(() => {
      if (!document.hidden) void read();
    }, 3000);
    return () => clearInterval(timer);
  }, [befallen]);
  const remove = async (fault: Fault): Promise<void> => {
    focusSide();
    fail(await removeFault(desk, fault.id));
    await read();
  };
  return (
    <section>
      <h3 id={id}>Going wrong on purpose</h3>
      {faults.length === 0 && <p class="soft">Nothing.</p>}
      {faults.length > 0 && (
        <ul class="faults-list" aria-labelledby={id}>
          {faults.map((fault) => (
            <li key={fault.id} class="row">
              <span>{sentenceOf(fault)}</span>
              <button
                type="button"
                class="button small"
                aria-label={`Remove: ${sentenceOf(fault)}`}
                onClick={() => void remove(fault)}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      <Alert sentence={failure} />
      <details class="fault-form">
        <summary>Have something go wrong</summary>
        <FaultForm onAdded={read} />
      </details>
    </section>
  );
}
