/** What a person's client and the workspace say to each other about apps: which there are, and how one comes and goes. */
import type { SlashCommand } from './protocol.ts';

/** `client.apps` {} : every app of the workspace, installed or not, as its directory shows it. */
export interface Directory {
  ok: true;
  apps: DirectoryApp[];
  /** A scope that any of them asks for -> what it lets an app do, in words. */
  scope_words: Record<string, string>;
}

export interface DirectoryApp {
  app_id: string;
  name: string;
  description: string;
  long_description?: string;
  commands: Omit<SlashCommand, 'app_id'>[];
  shortcuts?: { name: string; description: string; type: string }[];
  bot_scopes: string[];
  user_scopes: string[];
  installed: boolean;
  /** Who allowed it; left out where it came with the workspace. */
  installed_by?: string;
  /** Came with the workspace, and cannot be taken out here. */
  is_own: boolean;
  client_id: string;
  /** Whether it has an address to send people back to: then they install it by OAuth, else by `client.install`. */
  has_redirect: boolean;
}

/**
 * `client.install` { app_id } : what a developer does on the app's own settings page. The tokens are in this answer and
 * nowhere else. `client.uninstall` { app_id } takes it out of the workspace again, with all its tokens; that is for
 * admins. `client.createApp` { manifest } is for admins too: the manifest's text, YAML or JSON.
 */
export interface InstalledTokens {
  ok: true;
  bot_token?: string;
  user_token?: string;
}

export interface CreatedApp {
  ok: true;
  app_id: string;
  client_id: string;
  client_secret: string;
  signing_secret: string;
  app_token?: string;
}

/** What `client.createApp` says of a manifest that cannot be (`invalid_manifest`). */
export interface ManifestFault {
  message: string;
  /** As `/features/slash_commands/0/command`; empty for the whole. */
  pointer: string;
  /** Where that is in the text, counted from 1; left out where it cannot be said. */
  line?: number;
}
