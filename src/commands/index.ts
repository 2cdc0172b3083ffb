import { approvalsApprove } from './approvals-approve.ts';
import { approvalsDeny } from './approvals-deny.ts';
import { approvalsList } from './approvals-list.ts';
import { auditList } from './audit-list.ts';
import { auditVerify } from './audit-verify.ts';
import { botsAccept } from './bots-accept.ts';
import { botsCreate } from './bots-create.ts';
import { botsDecline } from './bots-decline.ts';
import { botsDelete } from './bots-delete.ts';
import { botsDeleteIdentity } from './bots-delete-identity.ts';
import { botsDisable } from './bots-disable.ts';
import { botsEnable } from './bots-enable.ts';
import { botsList } from './bots-list.ts';
import { botsProvision } from './bots-provision.ts';
import { botsRotate } from './bots-rotate.ts';
import { botsSetTier } from './bots-set-tier.ts';
import { botsSetVerified } from './bots-set-verified.ts';
import { botsShow } from './bots-show.ts';
import { botsTransfer } from './bots-transfer.ts';
import { botsUpdate } from './bots-update.ts';
import { botsUpdateIdentity } from './bots-update-identity.ts';
import type { Command } from './declare.ts';
import { doctor } from './doctor.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { keysRotate } from './keys-rotate.ts';
import { link } from './link.ts';
import { membersList } from './members-list.ts';
import { membersSetRole } from './members-set-role.ts';
import { messagesDelete } from './messages-delete.ts';
import { messagesDocument } from './messages-document.ts';
import { messagesEdit } from './messages-edit.ts';
import { messagesPhoto } from './messages-photo.ts';
import { messagesReact } from './messages-react.ts';
import { messagesSend } from './messages-send.ts';
import { policySet } from './policy-set.ts';
import { policyShow } from './policy-show.ts';
import { roomsInvite } from './rooms-invite.ts';
import { roomsJoin } from './rooms-join.ts';
import { roomsLeave } from './rooms-leave.ts';
import { roomsList } from './rooms-list.ts';
import { roomsMembers } from './rooms-members.ts';
import { servicesAdd } from './services-add.ts';
import { servicesList } from './services-list.ts';
import { servicesRemove } from './services-remove.ts';
import { servicesUpdate } from './services-update.ts';
import { sessionsList } from './sessions-list.ts';
import { sessionsRevoke } from './sessions-revoke.ts';
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
import { updatesGet } from './updates-get.ts';
import { webhooksDelete } from './webhooks-delete.ts';
import { webhooksDeliveries } from './webhooks-deliveries.ts';
import { webhooksDelivery } from './webhooks-delivery.ts';
import { webhooksList } from './webhooks-list.ts';
import { webhooksPause } from './webhooks-pause.ts';
import { webhooksReplay } from './webhooks-replay.ts';
import { webhooksResume } from './webhooks-resume.ts';
import { webhooksRotateSecret } from './webhooks-rotate-secret.ts';
import { webhooksSet } from './webhooks-set.ts';
import { webhooksShow } from './webhooks-show.ts';
import { webhooksTest } from './webhooks-test.ts';
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
  botsProvision,
  botsRotate,
  botsUpdateIdentity,
  botsDeleteIdentity,
  tokensIssue,
  tokensList,
  tokensShow,
  tokensRotateStart,
  tokensRotateFinish,
  tokensRotateCancel,
  tokensRevoke,
  tokensInspect,
  tokensFreeze,
  tokensUnfreeze,
  tokensClaim,
  webhooksSet,
  webhooksList,
  webhooksShow,
  webhooksTest,
  webhooksPause,
  webhooksResume,
  webhooksDeliveries,
  webhooksDelivery,
  webhooksReplay,
  webhooksRotateSecret,
  webhooksDelete,
  messagesSend,
  messagesEdit,
  messagesDelete,
  messagesReact,
  messagesPhoto,
  messagesDocument,
  roomsJoin,
  roomsLeave,
  roomsInvite,
  roomsList,
  roomsMembers,
  updatesGet,
  servicesList,
  servicesAdd,
  servicesUpdate,
  servicesRemove,
  membersList,
  membersSetRole,
  sessionsList,
  sessionsRevoke,
  approvalsList,
  approvalsApprove,
  approvalsDeny,
  policyShow,
  policySet,
  auditList,
  auditVerify,
  keysRotate,
  doctor,
  home,
  whoami,
  link,
  help,
];
