import { z } from 'zod';
import { EVENT_TYPES, EVENTS, type EventType, payloadOf } from '../src/core/events.ts';

const Field = z.object({
  title: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Field).optional();
  },
  get items() {
    return Field.optional();
  },
  get anyOf() {
    return z.array(Field).optional();
  },
});

type Field = z.infer<typeof Field>;

/** docs/events.md with what is derived from how events are declared now. */
export function withEvents(page: string): string {
  return [
    ['events', table()],
    ['parts', parts()],
    ['envelope', json(EXAMPLE)],
    ['message', json(MESSAGE)],
  ].reduce((text, [mark = '', derived = '']) => {
    const marks = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
    return text.replace(marks, () => `<!-- ${mark} -->\n\n${derived}\n\n<!-- /${mark} -->`);
  }, page);
}

function table(): string {
  const rows = EVENT_TYPES.map(
    (type) =>
      `| \`${type}\` | ${EVENTS[type].version} | ${EVENTS[type].summary} | ${fieldsOf(dataOf(type))} |`,
  );
  return ['| event | version | when | data |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** What stands in the data of several events, by its name. */
function parts(): string {
  const found = EVENT_TYPES.flatMap((type) => Object.values(dataOf(type).properties ?? {}));
  const named = new Map(found.flatMap((field) => (field.title === undefined ? [] : [[field.title, field]])));
  const rows = [...named].map(([name, field]) => `| ${name} | ${fieldsOf(field)} |`);
  return ['| | holds |', '| --- | --- |', ...rows].join('\n');
}

const dataOf = (type: EventType): Field => Field.parse(z.toJSONSchema(EVENTS[type].data, { io: 'input' }));

const fieldsOf = ({ properties = {} }: Field): string =>
  Object.entries(properties)
    .map(([name, field]) => `\`${name}\`: ${kindOf(field)}`)
    .join('<br>');

/** What a field holds, in words. */
function kindOf({
  title,
  type = [],
  format,
  description,
  enum: words,
  properties,
  items,
  anyOf,
}: Field): string {
  const note = description === undefined ? '' : ` (${lowered(description)})`;
  if (title !== undefined) return title + note;
  if (words) return words.map((word) => `\`${word}\``).join(', ') + note;
  if (anyOf) return anyOf.map(kindOf).join(' or ') + note;
  if (properties) return `object with ${fieldsOf({ properties })}`;
  if (items) return `list of ${kindOf(items)}${note}`;
  if (format === 'date-time') return `time${note}`;
  return (format === 'uuid' ? 'id' : [type].flat().join(' or ')) + note;
}

const lowered = (sentence: string): string =>
  sentence.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

const json = (body: string): string =>
  `\`\`\`json\n${JSON.stringify(JSON.parse(body), undefined, 2)}\n\`\`\``;

const at = new Date('2026-11-21T21:14:00Z');

const EXAMPLE = payloadOf({
  id: '0b6d1c5e-4f1a-4c8e-9d0f-2f6f3a1b7c11',
  type: 'token.issued',
  at,
  owner: '5d0c7a3e-8a52-4b7e-a6c5-0f4d9e2b1a33',
  data: {
    bot: { username: 'steve', owner: 'bob' },
    token: {
      id: '87434498-6f0e-4a51-9c1d-3b8e5f7a2d40',
      label: 'Deployment token',
      scopes: ['bots:read', 'messages:write'],
      expires_at: '2027-03-01T21:14:00.000Z',
    },
    by: 'bob',
  },
});

const MESSAGE = payloadOf({
  id: '',
  type: 'message',
  at,
  owner: null,
  data: { update_id: 7, message: { text: 'hi' }, room: '!a:example.org', sender: '@u:example.org' },
});
