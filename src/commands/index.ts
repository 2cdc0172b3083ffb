import { botsCreate } from './bots-create.ts';
import { botsDelete } from './bots-delete.ts';
import { botsList } from './bots-list.ts';
import { botsShow } from './bots-show.ts';
import type { Command } from './declare.ts';
import { help } from './help.ts';
import { tokensClaim } from './tokens-claim.ts';
import { tokensFreeze } from './tokens-freeze.ts';
import { tokensInspect } from './tokens-inspect.ts';
import { tokensIssue } from './tokens-issue.ts';
import { tokensList } from './tokens-list.ts';
import { tokensRevoke } from './tokens-revoke.ts';
import { tokensRotateCancel } from './tokens-rotate-cancel.ts';
import { tokensRotateFinish } from './tokens-rotate-finish.ts';
import { tokensRotateStart } from './tokens-rotate-start.ts';
import { tokensShow } from './tokens-show.ts';
import { tokensUnfreeze } from './tokens-unfreeze.ts';
import { whoami } from './whoami.ts';

/** Everything that can be asked. The word a person types leads here, and from here to its file. */
export const commands: readonly Command[] = [
  botsCreate,
  botsList,
  botsShow,
  botsDelete,
  tokensIssue,
  tokensList,
  tokensShow,
  tokensRotateStart,
  tokensRotateFinish,
  tokensRotateCancel,
  tokensRevoke,
  tokensFreeze,
  tokensUnfreeze,
  tokensInspect,
  tokensClaim,
  whoami,
  help,
];
