import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';

/** For a command with `should_escape`: `@carol` becomes `<@U…|carol>` and `#bots` becomes `<#C…|bots>`. */
export async function escapeMentions(db: Database, text: string): Promise<string> {
  const names = [...text.matchAll(/(?<![\w<])@([\w.-]+)/g)].map(([, name = '']) => name);
  const people = new Map<string, string>();
  for (const name of new Set(names)) {
    const found = await members.findByName(db, name);
    if (found) people.set(name, `<@${found.id}|${found.name}>`);
  }
  const rooms = text.includes('#') ? await channels.publicNames(db) : [];
  return text
    .replaceAll(/(?<![\w<])@([\w.-]+)/g, (typed, name: string) => people.get(name) ?? typed)
    .replaceAll(/(?<![\w<])#([\w-]+)/g, (typed, name: string) => {
      const room = rooms.find((each) => each.name === name);
      return room ? `<#${room.id}|${name}>` : typed;
    });
}
