import type { Deps } from '../../commands/execute.ts';
import type { Hearing, Homeserver } from '../../core/matrix.ts';

/** The command bot: hears what is said where it is, and answers there. */
export function openListener(_deps: Deps, _homeserver: Homeserver): Hearing {
  return { hear: async () => {} };
}
