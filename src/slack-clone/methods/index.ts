import type { Method } from '../api/method.ts';
import { apiTest, authRevoke, authTest } from './auth.ts';
import { blocksValidate } from './blocks.ts';
import { chatDelete, chatPostEphemeral, chatPostMessage, chatUpdate } from './chat.ts';
import { chatCommand, clientBoot, clientSignin } from './client.ts';
import { conversationsArchive, conversationsUnarchive } from './conversations-archive.ts';
import { conversationsCreate, conversationsRename } from './conversations-create.ts';
import { conversationsInvite, conversationsJoin } from './conversations-join.ts';
import { conversationsKick, conversationsLeave } from './conversations-leave.ts';
import { conversationsClose, conversationsMark, conversationsOpen } from './conversations-open.ts';
import { conversationsSetPurpose, conversationsSetTopic } from './conversations-topic.ts';
import {
  conversationsInfo,
  conversationsList,
  conversationsMembers,
  usersConversations,
} from './conversations.ts';
import { filesCompleteUploadExternal, filesGetUploadURLExternal } from './file-upload.ts';
import { filesDelete, filesInfo, filesList } from './files.ts';
import { conversationsHistory, conversationsReplies } from './history.ts';
import { clientOpenHome } from './home.ts';
import { blocksActions, blocksSuggest, viewsClose, viewsSubmit } from './interactivity.ts';
import { appsUninstall, clientAuthorize, oauthV2Access } from './oauth.ts';
import { clientSetPerson } from './people.ts';
import { usersGetPresence, usersSetActive, usersSetPresence } from './presence.ts';
import { usersProfileGet, usersProfileSet } from './profile.ts';
import { searchAll, searchFiles, searchMessages } from './search.ts';
import { clientShortcut } from './shortcuts.ts';
import { authTeamsList, emojiList, teamInfo } from './team.ts';
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
  viewsOpen,
  viewsPush,
  viewsUpdate,
  viewsPublish,
  blocksValidate,
  clientBoot,
  clientSignin,
  clientOpenHome,
  clientSetPerson,
  clientAuthorize,
  chatCommand,
  clientShortcut,
  blocksActions,
  blocksSuggest,
  viewsSubmit,
  viewsClose,
];
