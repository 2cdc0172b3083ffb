import { useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { useWorkspace } from '../here.ts';

/** Chooses among those who are not in a channel yet, apps too, and adds them. */
export function AddPeople(props: {
  channel: Channel;
  members: string[];
  onAdd: (users: string[]) => Promise<boolean>;
}) {
  const { channel, members, onAdd } = props;
  const boot = useWorkspace((workspace) => workspace.boot);
  const [isOpen, setOpen] = useState(false);
  const [chosen, choose] = useState<string[]>([]);
  const everybody = [
    ...(boot?.people ?? []).map(({ id, name }) => ({ id, name })),
    ...(boot?.apps ?? []).map(({ bot_user_id: id, name }) => ({ id, name: `${name} (app)` })),
  ];
  const others = everybody.filter(({ id }) => !members.includes(id));
  const add = async (): Promise<void> => {
    if (chosen.length === 0 || !(await onAdd(chosen))) return;
    setOpen(false);
    choose([]);
  };
  if (others.length === 0) return <p class="soft">Everybody is here.</p>;
  if (!isOpen) {
    return (
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        Add people
      </button>
    );
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <fieldset class="choose-people">
        <legend class="label">Add to #{channel.name}</legend>
        {others.map(({ id, name }) => (
          <label key={id} class="also">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={({ currentTarget }) =>
                choose(currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
              }
            />
            {name}
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button type="button" class="button small" onClick={() => setOpen(false)}>
          Cancel
        </button>
        <button type="submit" class="button small primary" aria-disabled={chosen.length === 0}>
          Add
        </button>
      </div>
    </form>
  );
}
