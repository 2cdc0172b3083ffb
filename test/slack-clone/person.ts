import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type {
  ChatCommand,
  ClientEvent,
  Container,
  SignIn,
  StateValues,
  View,
  ViewsClose,
  ViewsSubmit,
} from '../../src/slack-clone/protocol.ts';
import { call, Refusal } from './call.ts';
import { findElement, Shown } from './element.ts';

type EventOf<Type extends ClientEvent['type']> = Extract<ClientEvent, { type: Type }>;

/** Where something stands that can be pressed: the event that showed it, or the view itself. */
type Place = EventOf<'message' | 'message_changed' | 'ephemeral' | 'ephemeral_changed'> | View;

/** What a person fills in or chooses: text, the value of an option, or the fields of the state as they are. */
type Answer = string | Record<string, unknown>;

/** Somebody at the workspace's page, without the page. */
export async function signIn(url: string, user: string): Promise<Person> {
  const signed = await call<SignIn>(url, 'client.signin', { user });
  const person = new Person(url, signed);
  await person.open();
  return person;
}

export class Person implements AsyncDisposable {
  readonly url: string;
  readonly id: string;
  readonly token: string;
  /** The Web API as this person. */
  readonly web: WebClient;
  #closing = new AbortController();
  readonly #unseen: ClientEvent[] = [];
  #arrived = Promise.withResolvers<void>();
  #reading = Promise.resolve();
  /** The id of the last event that came, for coming back. */
  lastEventId = '';

  constructor(url: string, signed: SignIn) {
    this.url = url;
    this.id = signed.user.id;
    this.token = signed.token;
    this.web = new WebClient(signed.token, { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 } });
  }

  /** Opens the event stream. @param lastEventId when coming back. */
  async open(lastEventId?: string): Promise<void> {
    const response = await fetch(`${this.url}/api/client.events`, {
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      signal: this.#closing.signal,
    });
    if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new Refusal(z.record(z.string(), z.unknown()).parse(await response.json()));
    }
    this.#reading = this.#read(response.body);
    await this.nextEvent('hello');
  }

  /** Closes the event stream; `open` comes back. */
  async leave(): Promise<void> {
    this.#closing.abort();
    this.#closing = new AbortController();
    await this.#reading;
  }

  /** Resolves when the workspace has closed the event stream. */
  get ended(): Promise<void> {
    return this.#reading;
  }

  /** The next event of this type that was not taken yet; the others stay for later. */
  async nextEvent<Type extends ClientEvent['type']>(
    type: Type,
    matches: (event: EventOf<Type>) => boolean = () => true,
    timeout = 2000,
  ): Promise<EventOf<Type>> {
    const late = AbortSignal.timeout(timeout);
    const wanted = (event: ClientEvent): event is EventOf<Type> => isOf(event, type) && matches(event);
    for (;;) {
      const found = this.#unseen.find(wanted);
      if (found) {
        this.#unseen.splice(this.#unseen.indexOf(found), 1);
        return found;
      }
      await Promise.race([this.#arrived.promise, ended(late, `No ${type} came within ${timeout} ms.`)]);
    }
  }

  /** What came and was not taken. */
  get unseen(): readonly ClientEvent[] {
    return this.#unseen;
  }

  /** As typed: `/bots create steve`. @param where `#general`, or a channel's id. */
  async command(typed: string, { channel }: { channel: string } = { channel: '#general' }): Promise<void> {
    const [command = '', ...words] = typed.split(' ');
    const typedHere: ChatCommand = {
      channel: await this.channelId(channel),
      command,
      text: words.join(' '),
    };
    await this.call('chat.command', { ...typedHere });
  }

  async press(on: Place, actionId: string, chosen: Record<string, unknown> = {}): Promise<void> {
    const { blockId, type } = findElement(blocksOf(on), actionId);
    const action = { type, block_id: blockId, action_id: actionId, ...chosen };
    await this.call('blocks.actions', { container: containerOf(on), action });
  }

  async suggest(on: Place, actionId: string, typed: string): Promise<{ text: string; value: string }[]> {
    const { blockId } = findElement(blocksOf(on), actionId);
    const query = { container: containerOf(on), block_id: blockId, action_id: actionId, value: typed };
    const { options } = Suggested.parse(await this.call('blocks.suggest', query));
    return options.map(({ text, value }) => ({ text: text.text, value }));
  }

  /** @param answers action id -> what is filled in; what is left out stays as the app set it. */
  async submit(view: View, answers: Record<string, Answer> = {}): Promise<Sent> {
    const filled: ViewsSubmit = { view_id: view.id, state: stateOf(view, answers) };
    return Sent.parse(await this.call('views.submit', { ...filled }));
  }

  async close(view: View, { clear = false } = {}): Promise<void> {
    const closed: ViewsClose = { view_id: view.id, clear };
    await this.call('views.close', { ...closed });
  }

  /** Any method, with a JSON body. Throws a `Refusal` unless it answers `ok`. */
  async call(method: string, body: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return call(this.url, method, body, this.token);
  }

  /** @param name `#general`, or an id. */
  async channelId(name: string): Promise<string> {
    if (!name.startsWith('#')) return name;
    const { channels = [] } = await this.web.conversations.list({ types: 'public_channel,private_channel' });
    const id = channels.find((channel) => `#${channel.name}` === name)?.id;
    if (id === undefined) throw new Error(`There is no channel ${name}.`);
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#reading;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames) this.#take(frame);
      }
    } catch {
      // The stream was closed, by this person or by the workspace.
    }
  }

  #take(frame: string): void {
    const fields = new Map(
      frame.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
    );
    const told = fields.get('data');
    if (told === undefined) return;
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    this.#unseen.push(parseEvent(told));
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers<void>();
  }
}

const Suggested = z.object({
  options: z.array(z.object({ text: z.object({ text: z.string() }), value: z.string() })),
});

type Sent = z.infer<typeof Sent>;
const Sent = z.object({
  response_action: z.enum(['errors', 'update', 'push', 'clear']).optional(),
  errors: z.record(z.string(), z.string()).optional(),
  view: z.custom<View>().optional(),
});

function isOf<Type extends ClientEvent['type']>(event: ClientEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}

function parseEvent(json: string): ClientEvent {
  return z
    .custom<ClientEvent>((event) => z.object({ type: z.string() }).safeParse(event).success)
    .parse(JSON.parse(json));
}

function containerOf(on: Place): Container {
  if (!('message' in on)) return { type: 'view', view_id: on.id };
  return { type: 'message', channel: on.channel, message_ts: on.message.ts };
}

function blocksOf(on: Place): Shown[] {
  return z.array(Shown).parse('message' in on ? on.message.blocks : on.blocks);
}

function stateOf(view: View, answers: Record<string, Answer>): { values: StateValues } {
  const values: StateValues = {};
  for (const [actionId, answer] of Object.entries(answers)) {
    const { blockId, type, options } = findElement(blocksOf(view), actionId);
    const option = options?.find(({ value }) => value === answer);
    const fields =
      typeof answer === 'string' ? (option ? { selected_option: option } : { value: answer }) : answer;
    values[blockId] = { ...values[blockId], [actionId]: { type, ...fields } };
  }
  return { values };
}

async function ended(signal: AbortSignal, sentence: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(sentence)));
  });
}
