import { z } from 'zod';
import { hashOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod, defineOpenMethod } from '../api/method.ts';
import { LONGEST_TEXT } from '../conversations/content.ts';
import { newUserToken } from '../ids.ts';
import { shortcuts, slashCommands } from '../install/commands.ts';
import { PERSON_SCOPES } from '../install/scopes.ts';
import { sendCommand } from '../interactions/command.ts';
import type { Boot, SignIn } from '../protocol.ts';
import { shownPerson } from '../user.ts';
import { unixSeconds } from '../stamps.ts';
import * as apps from '../store/apps.ts';
import * as members from '../store/members.ts';
import * as responseUrls from '../store/response-urls.ts';
import * as tokens from '../store/tokens.ts';

/** What only a person's own client does. */
export const CLIENT = { user: ['client'] };

const HOUR = 3_600_000;

export const clientBoot = defineOpenMethod({
  name: 'client.boot',
  tier: 't4',
  input: z.object({}),
  async run({ db, team: { id, name, domain } }) {
    const installed = await apps.all(db);
    const boot: Omit<Boot, 'ok'> = {
      team: { id, name, domain },
      people: (await members.people(db)).map(shownPerson),
      apps: installed.map((app) => ({
        app_id: app.id,
        name: app.manifest.name,
        bot_user_id: app.bot_user_id,
        bot_id: app.bot_id,
        home_tab_enabled: app.manifest.homeTab,
      })),
      commands: slashCommands(installed),
      shortcuts: shortcuts(installed),
    };
    return { ...boot };
  },
});

/** By id or by name. Who may reach this port may be anybody here: the workspace is for trying things out. */
export const clientSignin = defineOpenMethod({
  name: 'client.signin',
  tier: 't4',
  // It needs no secret: any page that is open in somebody's browser could be an admin.
  ownPageOnly: true,
  input: z.object({ user: z.string() }),
  async run({ db, clock, random }, { user }) {
    const person = await members.findByName(db, user);
    if (!person || person.bot_id !== null) throw new SlackError('user_not_found');
    if (person.deleted) throw new SlackError('account_inactive');
    const now = clock.now();
    const expires_at = new Date(now.getTime() + 12 * HOUR);
    const token = newUserToken(random);
    const yesterday = new Date(now.getTime() - 24 * HOUR);
    await tokens.forgetEnded(db, yesterday);
    await responseUrls.forgetEnded(db, yesterday);
    await tokens.upsert(db, {
      hash: hashOf(token),
      kind: 'user',
      member_id: person.id,
      app_id: null,
      scopes: PERSON_SCOPES,
      created_at: now,
      expires_at,
      revoked_at: null,
    });
    const signed: Omit<SignIn, 'ok'> = {
      token,
      expires_at: unixSeconds(expires_at),
      user: shownPerson(person),
    };
    return { ...signed };
  },
});

/** Answers when the app has acknowledged. What the app says comes by the event stream. */
export const chatCommand = defineMethod({
  name: 'chat.command',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({
    channel: z.string(),
    command: z.string().regex(/^\/\S+$/, 'must start with a slash'),
    text: z.string().default(''),
  }),
  async run({ workspace, caller }, typed) {
    if (typed.text.length > LONGEST_TEXT) throw new SlackError('msg_too_long');
    await sendCommand(workspace, caller, typed);
    return {};
  },
});
