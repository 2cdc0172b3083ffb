import { approvalsApprove } from './approvals-approve.ts';
import { approvalsDeny } from './approvals-deny.ts';
import { approvalsList } from './approvals-list.ts';
import { botsCreate } from './bots-create.ts';
import { botsDelete } from './bots-delete.ts';
import { botsList } from './bots-list.ts';
import { botsShow } from './bots-show.ts';
import type { Command } from './declare.ts';
import { help } from './help.ts';
import { policySet } from './policy-set.ts';
import { policyShow } from './policy-show.ts';
import { tokensIssue } from './tokens-issue.ts';
import { tokensList } from './tokens-list.ts';
import { tokensRevoke } from './tokens-revoke.ts';
import { whoami } from './whoami.ts';

/** Everything that can be asked. The word a person types leads here, and from here to its file. */
export const commands: readonly Command[] = [
  botsCreate,
  botsList,
  botsShow,
  botsDelete,
  tokensIssue,
  tokensList,
  tokensRevoke,
  policyShow,
  policySet,
  approvalsList,
  approvalsApprove,
  approvalsDeny,
  whoami,
  help,
];
