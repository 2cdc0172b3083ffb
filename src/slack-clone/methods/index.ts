import type { Method } from '../api/method.ts';
import { apiTest, authRevoke, authTest } from './auth.ts';
import { chatDelete, chatPostEphemeral, chatPostMessage, chatUpdate } from './chat.ts';
import { chatCommand, clientBoot, clientSignin } from './client.ts';
import { conversationsOpen } from './conversations-open.ts';
import {
  conversationsInfo,
  conversationsJoin,
  conversationsList,
  conversationsMembers,
} from './conversations.ts';
import { filesCompleteUploadExternal, filesGetUploadURLExternal } from './file-upload.ts';
import { filesDelete, filesInfo, filesList } from './files.ts';
import { conversationsHistory, conversationsReplies } from './history.ts';
import { clientApps, clientInstall, clientUninstall } from './directory.ts';
import { clientOpenHome } from './home.ts';
import { blocksActions, blocksSuggest, viewsClose, viewsSubmit } from './interactivity.ts';
import { appsUninstall, clientAuthorize, oauthV2Access } from './oauth.ts';
import { clientSetPerson } from './people.ts';
import { clientNewer } from './newer.ts';
import { searchAll, searchFiles, searchMessages } from './search.ts';
import { teamInfo } from './team.ts';
import { botsInfo, usersInfo, usersList } from './users.ts';
import { viewsOpen, viewsPublish, viewsPush, viewsUpdate } from './views.ts';

/** Every Web API method that this workspace answers. `client.events` is beside it, as it does not end. */
export const METHODS: Method[] = [
  apiTest,
  authTest,
  authRevoke,
  oauthV2Access,
  appsUninstall,
  teamInfo,
  usersInfo,
  usersList,
  botsInfo,
  conversationsList,
  conversationsInfo,
  conversationsMembers,
  conversationsHistory,
  conversationsReplies,
  conversationsOpen,
  conversationsJoin,
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
  clientBoot,
  clientSignin,
  clientOpenHome,
  clientNewer,
  clientApps,
  clientInstall,
  clientUninstall,
  clientSetPerson,
  clientAuthorize,
  chatCommand,
  blocksActions,
  blocksSuggest,
  viewsSubmit,
  viewsClose,
];
