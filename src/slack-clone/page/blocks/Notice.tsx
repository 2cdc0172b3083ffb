import type { AlertBlock } from '@slack/types';
import { Icon } from '../icons.tsx';
import { Text } from './Text.tsx';

/** What the level says to whoever does not see its colour. */
const levels = { default: 'Notice', info: 'Notice', success: 'Done', warning: 'Warning', error: 'Failed' };

export const Notice = ({ block }: { block: AlertBlock }) => (
  <div
    class={`notice notice-${block.level ?? 'default'}`}
    role="note"
    aria-label={levels[block.level ?? 'default']}
  >
    <Icon name={block.level === 'success' ? 'check' : 'warning'} />
    <div>
      <Text text={block.text} />
    </div>
  </div>
);
