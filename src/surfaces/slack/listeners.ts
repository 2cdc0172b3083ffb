import type { App, BlockAction, RespondArguments, RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type WebClient, WebAPIRateLimitedError } from '@slack/web-api';
import { catalogueOf } from '../../commands/catalogue.ts';
import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { choose } from '../../commands/choosing.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import { refuseTypedSecret } from '../typed-secret.ts';
import { read } from '../words.ts';
import { formIn } from './answers.ts';
import { blocksOf, fallback, questionBlocks } from './blocks.ts';
import { converse, type Place } from './conversation.ts';
import { answerModal, option, questionModal } from './modals.ts';
import { actorOf, askedTooOften, callerOf, type Everybody } from './people.ts';
import { readPress } from './press.ts';
import { lineOf, SLASH_COMMANDS } from './slash.ts';
import { unescaped } from './text.ts';

/** Slash commands: acknowledged first, then answered where they were typed, for the one who typed alone. */
export function listenToCommands(app: App, everybody: Everybody): void {
  const { deps } = everybody;
  const catalogue = catalogueOf(deps.commands);
  app.command(SLASH_COMMANDS, async ({ ack, command: slash, respond, context }) => {
    await ack();
    const caller = { teamId: slash.team_id, userId: slash.user_id };
    const line = lineOf(slash.command, unescaped(slash.text));
    const reply = replyBy(respond, false);
    await answering(shownBy(reply), deps, async () => {
      const people = await everybody.of(context);
      const { command, raw } = read(line, catalogue);
      refuseTypedSecret(command, raw);
      const place = inMessage(reply, people.client, slash.trigger_id);
      await converse({ command: command.name, input: raw, confirmed: false }, caller, place, people);
    });
  });
}

/** Buttons: each carries a command, one press away. */
export function listenToButtons(app: App, everybody: Everybody): void {
  const { deps } = everybody;
  app.action<BlockAction>(/^run-/, async ({ ack, body, action, respond, context }) => {
    await ack();
    const caller = callerOf(body);
    const pressed = readPress('value' in action && typeof action.value === 'string' ? action.value : '');
    if (body.view) {
      const people = await everybody.of(context);
      const { title } = commandNamed(pressed.command, deps);
      const place = inView(people.client, body.view, body.trigger_id, title);
      return answering(place, deps, () => converse(pressed, caller, place, people));
    }
    const reply = replyBy(respond, action.action_id === 'run-yes');
    return answering(shownBy(reply), deps, async () => {
      const people = await everybody.of(context);
      await converse(pressed, caller, inMessage(reply, people.client, body.trigger_id), people);
    });
  });
  app.action('keep', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
}

/** What a select offers for what was typed in it. */
export function listenToSelects(app: App, everybody: Everybody): void {
  app.options(/./, async ({ ack, body, options, context }) => {
    try {
      if (!body.view) throw new Error('a select outside of a modal');
      const people = await everybody.of(context);
      const { command, answers } = formIn(body.view, people.deps);
      const actor = await actorOf(callerOf(body), command, people);
      const asked = { name: options.action_id, typed: options.value, answers };
      const choices = await choose(command, asked, actor, people.deps);
      await ack({ options: choices.map(option) });
    } catch (thrown) {
      // Nothing to choose; the form's own answer will say why.
      refusalOf(thrown, everybody.deps);
      await ack({ options: [] });
    }
  });
}

/** Tells the person what was thrown before there was an outcome. */
async function answering(place: Pick<Place, 'show'>, deps: Deps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const told = thrown instanceof WebAPIRateLimitedError ? askedTooOften(thrown) : thrown;
    await place.show({ text: refusalOf(told, deps).text });
  }
}

type Reply = (message: RespondArguments) => Promise<void>;

/** To the one who typed or pressed alone; only a `yes` takes its question's place. */
function replyBy(respond: RespondFn, replace: boolean): Reply {
  return async (message) => {
    await respond({
      response_type: 'ephemeral',
      replace_original: replace,
      unfurl_links: false,
      unfurl_media: false,
      ...message,
    });
  };
}

const shownBy = (reply: Reply): Pick<Place, 'show'> => ({
  show: (document) => reply({ text: fallback(document), blocks: blocksOf(document) }),
});

/** The conversation in which a command was typed or a button stands. */
function inMessage(reply: Reply, client: WebClient, trigger_id: string): Place {
  return {
    ...shownBy(reply),
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
