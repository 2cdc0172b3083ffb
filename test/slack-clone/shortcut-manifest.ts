import { MANIFEST } from './world.ts';

/** An app with one shortcut for everywhere and one for messages. */
export const SHORTCUTS = {
  ...MANIFEST,
  features: {
    ...MANIFEST.features,
    shortcuts: [
      { name: 'New bot', type: 'global', callback_id: 'new_bot', description: 'Make a bot' },
      { name: 'Keep this', type: 'message', callback_id: 'keep', description: 'Keep a message' },
    ],
  },
};
