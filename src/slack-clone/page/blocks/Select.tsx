import type { MultiSelect, PlainTextOption, Select as SingleSelect } from '@slack/types';
import { spoken } from '../answers.ts';
import type { StateValue } from '../../protocol.ts';
import { useWorkspace } from '../here.ts';
import type { Workspace } from '../state.ts';
import type { Labelled } from './Element.tsx';
import { Picker } from './Picker.tsx';
import type { Choice } from './picking.ts';
import { useSurface } from './Surface.tsx';

type AnySelect = SingleSelect | MultiSelect;

/** Every kind of select: they differ in where the choices come from and in how the answer is written. */
export function Select(props: {
  block: string;
  select: AnySelect;
  name: string;
  labelled: Labelled | undefined;
}) {
  const { block, select, labelled } = props;
  const surface = useSurface();
  const own = useWorkspace((workspace) => workspace);
  const action = select.action_id ?? '';
  const many = select.type.startsWith('multi_');
  const isExternal = select.type === 'external_select' || select.type === 'multi_external_select';
  const fixed = isExternal ? [] : choicesOf(select, own);
  const chosen = chosenIn(surface.answers[block]?.[action], fixed);

  const choose = (options: PlainTextOption[]): void => {
    const answer = written(select.type, options);
    surface.answer(block, action, answer);
    if (labelled && !labelled.tells) return;
    surface.act({ block_id: block, action_id: action, ...spoken(answer) }, select.confirm);
  };
  const load = async (typed: string): Promise<Choice[] | string> => {
    const options = await surface.suggest(block, action, typed);
    return typeof options === 'string' ? options : options.map((option) => ({ option, group: '' }));
  };
  return (
    <Picker
      many={many}
      chosen={chosen}
      choices={isExternal ? load : fixed}
      least={isExternal ? (select.min_query_length ?? 3) : 0}
      most={'max_selected_items' in select ? (select.max_selected_items ?? Infinity) : Infinity}
      placeholder={select.placeholder?.text ?? (many ? 'Choose some' : 'Choose one')}
      name={props.name}
      labelled={labelled}
      onChoose={choose}
    />
  );
}

function choicesOf(select: AnySelect, { names, channels, boot }: Workspace): Choice[] {
  if ('options' in select && select.options) return select.options.map((option) => ({ option, group: '' }));
  if ('option_groups' in select && select.option_groups) {
    return select.option_groups.flatMap(({ label, options }) =>
      options.map((option) => ({ option, group: label.text })),
    );
  }
  if (select.type.endsWith('users_select')) {
    return (boot?.people ?? []).map(({ id, name, real_name }) => choice(id, `@${name}`, real_name));
  }
  const all = select.type.endsWith('channels_select') ? channels.filter((one) => one.is_channel) : channels;
  return all.map(({ id, name, user }) =>
    choice(id, user ? `@${names[user]?.name ?? user}` : `#${name ?? id}`),
  );
}

const choice = (value: string, text: string, about = ''): Choice => ({
  option: {
    value,
    text: { type: 'plain_text', text },
    ...(about === '' ? {} : { description: { type: 'plain_text', text: about } }),
  },
  group: '',
});

/** An id that was chosen before is shown by the name that its choice has. */
function chosenIn(answer: StateValue | undefined, fixed: Choice[]): PlainTextOption[] {
  if (!answer) return [];
  const { selected_option, selected_options } = answer;
  if (selected_options) return selected_options;
  if (selected_option) return [selected_option];
  const ids = Object.entries(answer)
    .filter(([key]) => key.startsWith('selected_'))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? value : [value]));
  return ids
    .filter((id) => typeof id === 'string')
    .map((id) => fixed.find(({ option }) => option.value === id)?.option ?? choice(id, id).option);
}

function written(type: AnySelect['type'], options: PlainTextOption[]): StateValue {
  const ids = options.map(({ value }) => value ?? '');
  const [id = null] = ids;
  switch (type) {
    case 'static_select':
    case 'external_select':
      return { type, selected_option: options[0] ?? null };
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: options };
    case 'users_select':
      return { type, selected_user: id };
    case 'multi_users_select':
      return { type, selected_users: ids };
    case 'conversations_select':
      return { type, selected_conversation: id };
    case 'multi_conversations_select':
      return { type, selected_conversations: ids };
    case 'channels_select':
      return { type, selected_channel: id };
    case 'multi_channels_select':
    default:
      return { type, selected_channels: ids };
  }
}
