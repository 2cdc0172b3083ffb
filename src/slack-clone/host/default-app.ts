import { METHODS } from '../methods/index.ts';

const scopesFor = (kind: 'bot' | 'user'): string[] => [
  ...new Set(METHODS.flatMap(({ scopes }) => scopes?.[kind] ?? [])),
];

/** The app that a spun workspace begins with. Its two tokens carry every scope that a method here asks for. */
export function defaultApp() {
  return {
    display_information: { name: 'Acme bot' },
    features: { bot_user: { display_name: 'acme-bot' } },
    oauth_config: { scopes: { bot: ['commands', ...scopesFor('bot')], user: scopesFor('user') } },
  };
}
