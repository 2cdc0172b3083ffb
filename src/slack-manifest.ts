import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isMap, isSeq, parse, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Filled } from './surfaces/cli/outside.ts';
import { REDIRECT_PATH, SLACK_PATH } from './surfaces/slack/install-paths.ts';

const PATH = join(import.meta.dirname, '../manifest.yml');

/** The manifest as it stands there. */
export const readManifest = async (): Promise<unknown> => parse(await readFile(PATH, 'utf8'));

const WithScopes = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** What Botmint has to be able to do in a workspace. */
export const scopesIn = (manifest: unknown): string[] => WithScopes.parse(manifest).oauth_config.scopes.bot;

/** The manifest with all that depends on where Botmint is, as Slack takes it. */
export async function filledManifest({ url, isSocket }: Filled): Promise<string> {
  const document = parseDocument(await readFile(PATH, 'utf8'));
  if (url !== undefined) document.setIn(['oauth_config', 'redirect_urls'], [url + REDIRECT_PATH]);
  document.setIn(['settings', 'socket_mode_enabled'], isSocket);
  if (url !== undefined && !isSocket) fillRequests(document, url + SLACK_PATH);
  return document.toString({ lineWidth: 0 });
}

function fillRequests(document: Document, at: string): void {
  const commands = document.getIn(['features', 'slash_commands']);
  if (isSeq(commands)) for (const each of commands.items) if (isMap(each)) each.set('url', at);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], at);
  document.setIn(['settings', 'interactivity', 'request_url'], at);
  document.setIn(['settings', 'interactivity', 'message_menu_options_url'], at);
}
