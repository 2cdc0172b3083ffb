import type { Method } from '../api/method.ts';
import { apiTest, authRevoke, authTest } from './auth.ts';
import { blocksValidate } from './blocks.ts';
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
import { clientOpenHome } from './home.ts';
import { blocksActions, blocksSuggest, viewsClose, viewsSubmit } from './interactivity.ts';
import { appsUninstall, clientAuthorize, oauthV2Access } from './oauth.ts';
import { clientSetPerson } from './people.ts';
import { searchAll, searchFiles, searchMessages } from './search.ts';
import { clientShortcut } from './shortcuts.ts';
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
