import type { Method } from '../api/method.ts';
import { apiTest, authRevoke, authTest } from './auth.ts';
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
import { conversationsHistory, conversationsReplies } from './history.ts';
import { clientOpenHome } from './home.ts';
import { blocksActions, blocksSuggest, viewsClose, viewsSubmit } from './interactivity.ts';
import { clientSetPerson } from './people.ts';
import { usersGetPresence, usersSetActive, usersSetPresence } from './presence.ts';
import { usersProfileGet, usersProfileSet } from './profile.ts';
import { authTeamsList, emojiList, teamInfo } from './team.ts';
import { botsInfo, usersInfo, usersList, usersLookupByEmail } from './users.ts';
import { viewsOpen, viewsPublish, viewsPush, viewsUpdate } from './views.ts';

/** Every Web API method that this workspace answers. `client.events` is beside it, as it does not end. */
export const METHODS: Method[] = [
  apiTest,
  authTest,
  authRevoke,
  authTeamsList,
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
  viewsOpen,
  viewsPush,
  viewsUpdate,
  viewsPublish,
  clientBoot,
  clientSignin,
  clientOpenHome,
  clientSetPerson,
  chatCommand,
  blocksActions,
  blocksSuggest,
  viewsSubmit,
  viewsClose,
];
