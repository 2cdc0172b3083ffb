import type { App, BlockAction, RespondArguments, RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { choose, refusalOf } from '../../commands/execute.ts';
import { refuseTypedSecret } from '../typed-secret.ts';
import { read } from '../words.ts';
import { blocksOf, fallback, questionBlocks } from './blocks.ts';
import { converse, type Place } from './conversation.ts';
import { answerModal, option, questionModal } from './modals.ts';
import { actorOf, callerOf, type People } from './people.ts';
import { commandNamed, readPress } from './press.ts';
import { lineOf, SLASH_COMMANDS } from './slash.ts';
import { unescaped } from './text.ts';

/** Slash commands: acknowledged first, then answered where they were typed, for the one who typed alone. */
export function listenToCommands(app: App, people: People): void {
  app.command(SLASH_COMMANDS, async ({ ack, command: slash, respond, client }) => {
    await ack();
    const caller = { teamId: slash.team_id, teamName: slash.team_domain, userId: slash.user_id };
    const place = inMessage(respond, client, slash.trigger_id, false);
    const line = lineOf(slash.command, unescaped(slash.text));
    await answering(place, people, async () => {
      const { command, raw } = read(line, people.deps.commands);
      refuseTypedSecret(command, raw);
      await converse({ command: command.name, input: raw, confirmed: false }, caller, place, people);
    });
  });
}

/** Buttons: each carries a command, one press away. */
export function listenToButtons(app: App, people: People): void {
  app.action<BlockAction>(/^run-/, async ({ ack, body, action, respond, client }) => {
    await ack();
    const caller = callerOf(body);
    const pressed = readPress('value' in action && typeof action.value === 'string' ? action.value : '');
    const place = body.view
      ? inModal(client, body.view.id, commandNamed(pressed.command, people.deps).title)
      : inMessage(respond, client, body.trigger_id, action.action_id === 'run-yes');
    await answering(place, people, () => converse(pressed, caller, place, people));
  });
  app.action('keep', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
}

/** What a select offers for what was typed in it. */
export function listenToSelects(app: App, people: People): void {
  app.options(/./, async ({ ack, body, options }) => {
    const metadata = body.view?.private_metadata ?? '';
    try {
      const command = commandNamed(readPress(metadata).command, people.deps);
      const actor = await actorOf(callerOf(body), command, people);
      const choices = await choose(command, options.block_id, options.value, actor, people.deps);
      await ack({ options: choices.map(option) });
    } catch (thrown) {
      // Nothing to choose; the form's own answer will say why.
      refusalOf(thrown, people.deps);
      await ack({ options: [] });
    }
  });
}

/** Tells the person what was thrown before there was an outcome. */
async function answering(
  place: Pick<Place, 'show'>,
  { deps }: People,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    await place.show({ text: refusalOf(thrown, deps).text });
  }
}

/** The conversation in which a command was typed or a button stands; only a `yes` takes its question's place. */
function inMessage(respond: RespondFn, client: WebClient, trigger_id: string, replace: boolean): Place {
  const reply = async (message: RespondArguments): Promise<void> => {
    await respond({
      response_type: 'ephemeral',
      replace_original: replace,
      unfurl_links: false,
      unfurl_media: false,
      ...message,
    });
  };
  return {
    show: (document) => reply({ text: fallback(document), blocks: blocksOf(document) }),
    ask: (question, yes) => reply({ text: fallback(question), blocks: questionBlocks(question, yes) }),
    form: async (view) => {
      await client.views.open({ trigger_id, view });
    },
  };
}

/** A modal that is open: what comes next takes its place. */
function inModal(client: WebClient, view_id: string, heading: string): Place {
  return {
    show: async (document) => {
      await client.views.update({ view_id, view: answerModal(heading, document) });
    },
    ask: async (question, yes) => {
      await client.views.update({ view_id, view: questionModal(question, yes) });
    },
    form: async (view) => {
      await client.views.update({ view_id, view });
    },
  };
}
