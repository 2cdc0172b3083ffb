import type { App, BlockAction, RespondArguments, RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { catalogueOf } from '../../commands/catalogue.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { choose } from '../../commands/choosing.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import { refuseTypedSecret } from '../typed-secret.ts';
import { read } from '../words.ts';
import { formIn } from './answers.ts';
import { blocksOf, fallback, questionBlocks } from './blocks.ts';
import { converse, type Place } from './conversation.ts';
import { answerModal, option, questionModal } from './modals.ts';
import { actorOf, callerOf, type People } from './people.ts';
import { readPress } from './press.ts';
import { lineOf, SLASH_COMMANDS } from './slash.ts';
import { unescaped } from './text.ts';

/** Slash commands: acknowledged first, then answered where they were typed, for the one who typed alone. */
export function listenToCommands(app: App, people: People): void {
  const catalogue = catalogueOf(people.deps.commands);
  app.command(SLASH_COMMANDS, async ({ ack, command: slash, respond, client }) => {
    await ack();
    const caller = { teamId: slash.team_id, userId: slash.user_id };
    const place = inMessage(respond, client, slash.trigger_id, false);
    const line = lineOf(slash.command, unescaped(slash.text));
    await answering(place, people, async () => {
      const { command, raw } = read(line, catalogue);
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
      ? inView(client, body.view, body.trigger_id, commandNamed(pressed.command, people.deps).title)
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
    try {
      if (!body.view) throw new Error('a select outside of a modal');
      const { command, answers } = formIn(body.view, people.deps);
      const actor = await actorOf(callerOf(body), command, people);
      const asked = { name: options.action_id, typed: options.value, answers };
      const choices = await choose(command, asked, actor, people.deps);
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

/** A modal that is open: what comes next takes its place. A home stays, and what comes next opens over it. */
function inView(
  client: WebClient,
  { id, type }: { id: string; type: string },
  trigger_id: string,
  heading: string,
): Place {
  const show = async (view: ModalView): Promise<void> => {
    if (type === 'home') await client.views.open({ trigger_id, view });
    else await client.views.update({ view_id: id, view });
  };
  return {
    show: (document) => show(answerModal(heading, document)),
    ask: (question, yes) => show(questionModal(question, yes)),
    form: show,
  };
}
