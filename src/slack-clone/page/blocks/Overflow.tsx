import type { Overflow as OverflowElement, PlainTextOption } from '@slack/types';
import { Icon } from '../icons.tsx';
import { Menu } from '../Menu.tsx';
import { isFollowable } from './Mention.tsx';
import { useSurface } from './Surface.tsx';

/** What else can be done, behind three dots. */
export function Overflow(props: {
  block: string;
  overflow: OverflowElement;
  describedBy: string | undefined;
}) {
  const { block, overflow, describedBy } = props;
  const surface = useSurface();
  const choose = (option: PlainTextOption): void => {
    if (option.url !== undefined && isFollowable(option.url))
      open(option.url, '_blank', 'noreferrer,noopener');
    surface.act(
      {
        type: 'overflow',
        block_id: block,
        action_id: overflow.action_id ?? '',
        selected_option: option,
      },
      overflow.confirm,
    );
  };
  const items = overflow.options.map((option, index) => ({
    key: option.value ?? String(index),
    content: option.text.text,
    choose: () => choose(option),
  }));
  return (
    <Menu label="More to do" describedBy={describedBy} class="button icon-button" items={items}>
      <Icon name="more" />
    </Menu>
  );
}
