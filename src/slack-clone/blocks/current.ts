import { interactive } from './block.ts';
import type { ViewContent } from './view.ts';

/**
 * In place: a menu that asks for it has the conversation that the person had before them as its first choice. What the
 * app named itself comes before that in a menu of one, and after it in a menu of several, as in Slack.
 * @param channelId null: there was none, and then the menu is as the app sent it.
 */
export function withCurrent(content: ViewContent, channelId: string | null): ViewContent {
  if (channelId === null) return content;
  for (const { element } of interactive(content.blocks)) {
    if (element.type === 'conversations_select' && element.default_to_current_conversation === true) {
      element.initial_conversation ??= channelId;
    }
    if (element.type === 'multi_conversations_select' && element.default_to_current_conversation === true) {
      element.initial_conversations = [channelId];
    }
  }
  return content;
}
