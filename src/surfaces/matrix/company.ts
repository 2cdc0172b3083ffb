import type { Command } from '../../commands/declare.ts';
import { code, say, type Text } from '../../core/text.ts';
import type { Heard } from './bot.ts';
import type { Directs } from './direct.ts';

/** Why a command is answered in `direct` and not where it was asked: who else is there is named, where that is one. */
export async function whyAside(
  { name }: Command,
  { userId, place: { room } }: Heard,
  direct: string,
  directs: Directs,
): Promise<Text> {
  const usual = say`I answer ${code(name)} in a direct message, where nobody else reads it.`;
  if (room === direct) return usual;
  const { joined, invited } = await directs.others(room, userId);
  const [other, another] = [...joined, ...invited];
  if (other === undefined || another !== undefined) return usual;
  const is = joined.length > 0 ? 'is here too' : 'is invited here too';
  return say`${code(other)} ${is}, so ${code(name)} is answered in a direct room that we have alone. Where I invited you to a new one, join it.`;
}
