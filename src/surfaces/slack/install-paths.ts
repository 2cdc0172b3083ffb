/** Where a workspace begins to install Botmint, and where its browser comes back to. */
export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

/** Where Slack sends what people do and what happens. */
export const SLACK_PATH = '/slack/events';
