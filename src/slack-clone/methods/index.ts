import type { Method } from '../api/method.ts';
import { apiTest, authRevoke, authTest } from './auth.ts';
import { blocksValidate } from './blocks.ts';
import { bookmarksAdd, bookmarksEdit, bookmarksList, bookmarksRemove } from './bookmarks.ts';
import {
  chatDeleteScheduledMessage,
  chatScheduledMessagesList,
  chatScheduleMessage,
} from './chat-scheduled.ts';
import { chatDelete, chatMeMessage, chatPostEphemeral, chatPostMessage, chatUpdate } from './chat.ts';
import { chatCommand, clientBoot, clientSignin } from './client.ts';
import { appsConnectionsOpen } from './connections.ts';
import { conversationsArchive, conversationsUnarchive } from './conversations-archive.ts';
import { conversationsCreate, conversationsRename } from './conversations-create.ts';
import { conversationsInvite, conversationsJoin } from './conversations-join.ts';
import { conversationsKick, conversationsLeave } from './conversations-leave.ts';
import { conversationsOpen, conversationsClose, conversationsMark } from './conversations-open.ts';
import { conversationsSetPurpose, conversationsSetTopic } from './conversations-topic.ts';
import {
  conversationsInfo,
  conversationsList,
  conversationsMembers,
  usersConversations,
} from './conversations.ts';
import { clientApps, clientInstall, clientUninstall, clientCreateApp } from './directory.ts';
import { addFaultAmong, clientFaults, clientRemoveFault, clientTraffic } from './faults.ts';
import { filesCompleteUploadExternal, filesGetUploadURLExternal } from './file-upload.ts';
import { filesDelete, filesInfo, filesList } from './files.ts';
import { conversationsHistory, conversationsReplies } from './history.ts';
import { clientOpenHome } from './home.ts';
import { blocksActions, blocksSuggest, viewsClose, viewsSubmit } from './interactivity.ts';
import {
  appsManifestCreate,
  appsManifestDelete,
  appsManifestExport,
  appsManifestUpdate,
  appsManifestValidate,
} from './manifests.ts';
import { clientNewer } from './newer.ts';
import { appsUninstall, clientAuthorize, oauthV2Access } from './oauth.ts';
import { clientSetPerson } from './people.ts';
import { chatGetPermalink } from './permalink.ts';
import { pinsAdd, pinsList, pinsRemove } from './pins.ts';
import { usersGetPresence, usersSetActive, usersSetPresence } from './presence.ts';
import { usersProfileGet, usersProfileSet } from './profile.ts';
import { reactionsAdd, reactionsGet, reactionsList, reactionsRemove } from './reactions.ts';
import { searchAll, searchFiles, searchMessages } from './search.ts';
import { clientShortcut } from './shortcuts.ts';
import { authTeamsList, emojiList, teamInfo } from './team.ts';
import { chatUnfurl } from './unfurl.ts';
import { botsInfo, usersInfo, usersList, usersLookupByEmail } from './users.ts';
import { viewsOpen, viewsPublish, viewsPush, viewsUpdate } from './views.ts';

/** Every Web API method that this workspace answers. `client.events` is beside it, as it does not end. */
export const METHODS: Method[] = [
  apiTest,
  authTest,
  authRevoke,
  authTeamsList,
  oauthV2Access,
  appsUninstall,
  appsConnectionsOpen,
  appsManifestCreate,
  appsManifestValidate,
  appsManifestUpdate,
  appsManifestExport,
  appsManifestDelete,
  teamInfo,
  emojiList,
  usersInfo,
  usersList,
  usersLookupByEmail,
  usersGetPresence,
  usersSetPresence,
  usersSetActive,
  usersProfileGet,
  usersProfileSet,
  botsInfo,
  conversationsList,
  conversationsInfo,
  conversationsMembers,
  conversationsHistory,
  conversationsReplies,
  conversationsOpen,
  conversationsClose,
  conversationsMark,
  conversationsJoin,
  conversationsInvite,
  conversationsLeave,
  conversationsKick,
  conversationsCreate,
  conversationsRename,
  conversationsArchive,
  conversationsUnarchive,
  conversationsSetTopic,
  conversationsSetPurpose,
  usersConversations,
  chatPostMessage,
  chatPostEphemeral,
  chatUpdate,
  chatDelete,
  filesGetUploadURLExternal,
  filesCompleteUploadExternal,
  filesInfo,
  filesList,
  filesDelete,
  searchMessages,
  searchFiles,
  searchAll,
  chatMeMessage,
  chatScheduleMessage,
  chatDeleteScheduledMessage,
  chatScheduledMessagesList,
  chatGetPermalink,
  chatUnfurl,
  reactionsAdd,
  reactionsRemove,
  reactionsGet,
  reactionsList,
  pinsAdd,
  pinsRemove,
  pinsList,
  bookmarksAdd,
  bookmarksEdit,
  bookmarksList,
  bookmarksRemove,
  viewsOpen,
  viewsPush,
  viewsUpdate,
  viewsPublish,
  blocksValidate,
  clientBoot,
  clientSignin,
  clientOpenHome,
  clientNewer,
  clientApps,
  clientInstall,
  clientCreateApp,
  clientUninstall,
  clientSetPerson,
  addFaultAmong((wanted) => METHODS.some(({ name }) => name === wanted && !name.startsWith('client.'))),
  clientFaults,
  clientRemoveFault,
  clientTraffic,
  clientAuthorize,
  chatCommand,
  clientShortcut,
  blocksActions,
  blocksSuggest,
  viewsSubmit,
  viewsClose,
];
