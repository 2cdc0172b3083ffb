import { botsAccept } from './bots-accept.ts';
import { botsCreate } from './bots-create.ts';
import { botsDecline } from './bots-decline.ts';
import { botsDelete } from './bots-delete.ts';
import { botsDisable } from './bots-disable.ts';
import { botsEnable } from './bots-enable.ts';
import { botsList } from './bots-list.ts';
import { botsSetTier } from './bots-set-tier.ts';
import { botsSetVerified } from './bots-set-verified.ts';
import { botsShow } from './bots-show.ts';
import { botsTransfer } from './bots-transfer.ts';
import { botsUpdate } from './bots-update.ts';
import type { Command } from './declare.ts';
import { help } from './help.ts';
import { membersList } from './members-list.ts';
import { membersSetRole } from './members-set-role.ts';
import { tokensIssue } from './tokens-issue.ts';
import { tokensList } from './tokens-list.ts';
import { tokensRevoke } from './tokens-revoke.ts';
import { whoami } from './whoami.ts';

/** Everything that can be asked. The word a person types leads here, and from here to its file. */
export const commands: readonly Command[] = [
  botsCreate,
  botsList,
  botsShow,
  botsUpdate,
  botsDelete,
  botsDisable,
  botsEnable,
  botsTransfer,
  botsAccept,
  botsDecline,
  botsSetTier,
  botsSetVerified,
  tokensIssue,
  tokensList,
  tokensRevoke,
  membersList,
  membersSetRole,
  whoami,
  help,
];
