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
import {
  appsManifestCreate,
  appsManifestDelete,
  appsManifestExport,
  appsManifestUpdate,
  appsManifestValidate,
} from './manifests.ts';
import { appsUninstall, clientAuthorize, oauthV2Access } from './oauth.ts';
import { clientSetPerson } from './people.ts';
import { searchAll, searchFiles, searchMessages } from './search.ts';
import { clientShortcut } from './shortcuts.ts';
import { clientNewer } from './newer.ts';
import { chatGetPermalink } from './permalink.ts';
import { pinsAdd, pinsList, pinsRemove } from './pins.ts';
import { reactionsAdd, reactionsGet, reactionsList, reactionsRemove } from './reactions.ts';
import { teamInfo } from './team.ts';
import { chatUnfurl } from './unfurl.ts';
import { botsInfo, usersInfo, usersList } from './users.ts';
import { viewsOpen, viewsPublish, viewsPush, viewsUpdate } from './views.ts';

/** Every Web API method that this workspace answers. `client.events` is beside it, as it does not end. */
export const METHODS: Method[] = [
  apiTest,
  authTest,
  authRevoke,
  oauthV2Access,
  appsUninstall,
  appsManifestCreate,
  appsManifestValidate,
  appsManifestUpdate,
  appsManifestExport,
  appsManifestDelete,
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
  clientSetPerson,
  clientAuthorize,
  chatCommand,
  clientShortcut,
  blocksActions,
  blocksSuggest,
  viewsSubmit,
  viewsClose,
];
