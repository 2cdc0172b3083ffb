import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';

/** Names are looked for outside of what is a link or code already. */
const NAMES =
  /<[^<>]*>|```[\s\S]*?```|`[^`\n]*`|(?<![\w.@#/])([@#])([a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9_-])?)/g;

const EVERYBODY = new Set(['here', 'channel', 'everyone']);

/** What `link_names` asks for: `@bob` and `#general` as they are typed become links. Names that there are not stay. */
export async function linkNames(workspace: Workspace, text: string): Promise<string> {
  const typed = [...text.matchAll(NAMES)];
  const named = (sign: string) => [
    ...new Set(typed.flatMap(([, at, name]) => (at === sign && name !== undefined ? name : []))),
  ];
  const [people, rooms] = [named('@'), named('#')];
  const found = people.length === 0 ? [] : await members.named(workspace.db, people);
  const places = rooms.length === 0 ? [] : await channels.publicNames(workspace.db);
  const idOf = new Map(found.map(({ id, name }) => [name, id]));
  const placeOf = new Map(places.map(({ id, name }) => [name, id]));
  return text.replaceAll(NAMES, (whole: string, sign?: string, name: string = '') => {
    if (sign === '@') {
      const id = idOf.get(name);
      return id !== undefined ? `<@${id}>` : EVERYBODY.has(name) ? `<!${name}>` : whole;
    }
    const place = sign === '#' ? placeOf.get(name) : undefined;
    return place === undefined ? whole : `<#${place}|${name}>`;
  });
}
