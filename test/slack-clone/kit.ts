import type { KnownBlock, PlainTextOption } from '@slack/types';
import { text } from './modal.ts';

/** One of every block and element that `@slack/types` knows, as an app would send it. */

const option = (value: string): PlainTextOption => ({ text: text(value.toUpperCase()), value });
export const options = ['one', 'two', 'three'].map(option);
export const [one = option('one'), two = option('two')] = options;
const groups = [{ label: text('Numbers'), options }];

const line = { type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text: 'a line' }] };
export const richText: Extract<KnownBlock, { type: 'rich_text' }> = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'bold', style: { bold: true, italic: true, strike: true, underline: true } },
        { type: 'link', url: 'https://example.com', text: 'a link' },
        { type: 'user', user_id: 'U1' },
        { type: 'usergroup', usergroup_id: 'S1' },
        { type: 'team', team_id: 'T1' },
        { type: 'channel', channel_id: 'C1' },
        { type: 'broadcast', range: 'here' },
        { type: 'date', timestamp: 1_720_710_212, format: '{date_num}', fallback: 'then' },
        { type: 'emoji', name: 'wave' },
        { type: 'color', value: '#F405B3' },
      ],
    },
    { type: 'rich_text_list', style: 'ordered', indent: 1, border: 1, elements: [line] },
    { type: 'rich_text_quote', elements: line.elements, border: 1 },
    { type: 'rich_text_preformatted', elements: line.elements },
  ],
};
const image = { type: 'image' as const, image_url: '/icon.png', alt_text: 'a picture' };
const card: Extract<KnownBlock, { type: 'card' }> = {
  type: 'card',
  icon: image,
  title: { type: 'mrkdwn', text: '*A card*' },
  subtitle: { type: 'mrkdwn', text: 'Beneath it' },
  body: { type: 'mrkdwn', text: 'What it says' },
  actions: [{ type: 'button', action_id: 'in card', text: text('In the card') }],
};
const task: Extract<KnownBlock, { type: 'task_card' }> = {
  type: 'task_card',
  task_id: 't1',
  title: 'Look it up',
  status: 'in_progress',
  details: richText,
  sources: [{ type: 'url', url: 'https://example.com', text: 'A source' }],
};
const rows = [
  [{ type: 'raw_text' as const, text: 'Name' }],
  [{ type: 'raw_number' as const, value: 1, text: '1' }],
];

export const BLOCKS: KnownBlock[] = [
  { type: 'actions', elements: [{ type: 'button', text: text('Press') }] },
  { type: 'alert', level: 'warning', text: text('Take care') },
  card,
  { type: 'carousel', elements: [card] },
  {
    type: 'container',
    title: text('A container'),
    is_collapsible: true,
    child_blocks: [
      { type: 'section', text: text('In the container') },
      { type: 'actions', elements: [{ type: 'button', action_id: 'inside', text: text('Inside') }] },
    ],
  },
  { type: 'context', elements: [image, text('in context')] },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: { text: text('Good'), value: 'good' },
        negative_button: { text: text('Bad'), value: 'bad' },
      },
      { type: 'icon_button', action_id: 'icon', icon: 'trash', text: text('Bin it'), value: 'bin' },
    ],
  },
  { type: 'data_table', caption: 'Numbers', page_size: 5, rows },
  { type: 'divider' },
  { type: 'file', external_id: 'ABC', source: 'remote' },
  { type: 'header', text: text('A heading') },
  { ...image, title: text('A picture') },
  { type: 'input', label: text('Name'), element: { type: 'plain_text_input' } },
  { type: 'markdown', text: '**bold**' },
  { type: 'plan', title: 'A plan', tasks: [task] },
  richText,
  { type: 'section', text: text('A section'), fields: [text('a field')], expand: true },
  { type: 'table', rows, column_settings: [{ align: 'right' }] },
  task,
  {
    type: 'video',
    video_url: 'https://example.com/embed',
    thumbnail_url: 'https://example.com/thumb.png',
    title_url: 'https://example.com/watch',
    alt_text: 'a film',
    title: text('A film'),
  },
];

type Actions = Extract<KnownBlock, { type: 'actions' }>['elements'][number];
type Given = Record<string, unknown>;

/** What is pressed or chosen: the element, what a person's client says of it, and what the app must hear of it. */
export const PRESSED: [Actions, Given, Given][] = [
  [
    { type: 'button', text: text('Go'), value: 'v', url: 'https://example.com', style: 'primary' },
    {},
    { value: 'v', url: 'https://example.com', style: 'primary', text: { text: 'Go' } },
  ],
  [
    { type: 'overflow', options: [{ ...one, url: 'https://example.com' }, two] },
    { selected_option: two },
    { selected_option: two },
  ],
  [
    { type: 'static_select', option_groups: groups, placeholder: text('Choose'), initial_option: one },
    { selected_option: two },
    { selected_option: two, placeholder: { text: 'Choose' }, initial_option: one },
  ],
  [
    { type: 'multi_static_select', options },
    { selected_options: [one, two] },
    { selected_options: [one, two] },
  ],
  [{ type: 'external_select' }, { selected_option: one }, { selected_option: one }],
  [{ type: 'multi_external_select' }, { selected_options: [one] }, { selected_options: [one] }],
  [
    { type: 'users_select', initial_user: 'U1' },
    { selected_user: 'U2' },
    { selected_user: 'U2', initial_user: 'U1' },
  ],
  [{ type: 'multi_users_select' }, { selected_users: ['U2'] }, { selected_users: ['U2'] }],
  [
    { type: 'conversations_select', filter: { include: ['public'] } },
    { selected_conversation: 'C2' },
    { selected_conversation: 'C2' },
  ],
  [
    { type: 'multi_conversations_select' },
    { selected_conversations: ['C2'] },
    { selected_conversations: ['C2'] },
  ],
  [{ type: 'channels_select' }, { selected_channel: 'C2' }, { selected_channel: 'C2' }],
  [{ type: 'multi_channels_select' }, { selected_channels: ['C2'] }, { selected_channels: ['C2'] }],
  [{ type: 'checkboxes', options }, { selected_options: [] }, { selected_options: [] }],
  [{ type: 'radio_buttons', options }, { selected_option: two }, { selected_option: two }],
  [
    { type: 'datepicker', initial_date: '2026-11-29' },
    { selected_date: '2026-11-30' },
    { selected_date: '2026-11-30', initial_date: '2026-11-29' },
  ],
  [
    { type: 'timepicker', timezone: 'Europe/Berlin' },
    { selected_time: '22:53' },
    { selected_time: '22:53', timezone: 'Europe/Berlin' },
  ],
  [{ type: 'datetimepicker' }, { selected_date_time: 1_700_000_000 }, { selected_date_time: 1_700_000_000 }],
  [{ type: 'rich_text_input' }, { rich_text_value: richText }, { rich_text_value: richText }],
];
