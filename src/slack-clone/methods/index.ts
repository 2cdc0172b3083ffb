import type { Method } from '../api/method.ts';
import { apiTest, authRevoke, authTest } from './auth.ts';
import { chatDelete, chatPostEphemeral, chatPostMessage, chatUpdate } from './chat.ts';
import { chatCommand, clientBoot, clientSignin } from './client.ts';
import { appsConnectionsOpen } from './connections.ts';
import { conversationsOpen } from './conversations-open.ts';
import {
  conversationsInfo,
  conversationsJoin,
  conversationsList,
  conversationsMembers,
} from './conversations.ts';
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
  appsConnectionsOpen,
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
  viewsOpen,
  viewsPush,
  viewsUpdate,
  viewsPublish,
  clientBoot,
  clientSignin,
  clientOpenHome,
  clientSetPerson,
  clientAuthorize,
  chatCommand,
  blocksActions,
  blocksSuggest,
  viewsSubmit,
  viewsClose,
];
