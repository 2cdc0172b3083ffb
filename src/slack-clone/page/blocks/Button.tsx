import type { Button as ButtonElement } from '@slack/types';
import { isFollowable } from './Mention.tsx';
import { useSurface } from './Surface.tsx';
import { Plain } from './Text.tsx';

export function Button(props: { block: string; button: ButtonElement; describedBy: string | undefined }) {
  const { block, button, describedBy } = props;
  const surface = useSurface();
  const { action_id = '', value, url, style, text } = button;
  const busy = surface.isBusy(block, action_id, value);
  const press = (): void => {
    if (busy) return;
    const action = {
      type: 'button',
      block_id: block,
      action_id,
      ...(value === undefined ? {} : { value }),
    };
    surface.act(action, button.confirm);
  };
  const shared = {
    class: `button ${style ?? ''}`,
    'aria-label': button.accessibility_label,
    'aria-describedby': describedBy,
    onClick: press,
  };
  if (url !== undefined && isFollowable(url)) {
    return (
      <a {...shared} href={url} target="_blank" rel="noreferrer noopener">
        <Plain text={text.text} />
      </a>
    );
  }
  return (
    <button type="button" {...shared} aria-disabled={busy} aria-busy={busy}>
      <Plain text={text.text} />
    </button>
  );
}
