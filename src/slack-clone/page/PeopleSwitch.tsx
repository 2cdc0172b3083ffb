import type { Person } from '../protocol.ts';
import { Avatar } from './Avatar.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Menu } from './Menu.tsx';
import { actAs } from './signin.ts';

/** Who this window acts as. Another window can be somebody else at the same time. */
export function PeopleSwitch() {
  const desk = useDesk();
  const people = useWorkspace(({ boot }) => boot?.people);
  const me = useWorkspace((workspace) => workspace.me);
  if (!me || !people) return <div class="people-switch" />;
  const items = people.map((person) => ({
    key: person.id,
    content: <Who person={person} />,
    checked: person.id === me.id,
    choose: () => {
      if (person.id !== me.id) void actAs(desk, person.id);
    },
  }));
  const windows = people
    .filter(({ id }) => id !== me.id)
    .map(({ id, name }, index) => ({
      key: `window ${id}`,
      content: (
        <>
          Open a window as {name}
          <Icon name="window" />
        </>
      ),
      begins: index === 0,
      choose: () => void open(`/?as=${encodeURIComponent(name)}`, '_blank', 'noopener'),
    }));
  return (
    <Menu label="Act as" hasWords class="people-switch" items={[...items, ...windows]} width="same">
      <span class="unseen">Acting as </span>
      <Who person={me} />
      <Icon name="down" />
    </Menu>
  );
}

const Who = ({ person }: { person: Person }) => (
  <>
    <Avatar id={person.id} name={person.name} isApp={false} />
    <span class="who">
      <span class="who-name">{person.name}</span>
      <span class="who-role">{roleOf(person)}</span>
    </span>
  </>
);

const roleOf = ({ is_admin, is_restricted }: Person): string =>
  is_admin ? 'Admin' : is_restricted ? 'Guest' : 'Member';
