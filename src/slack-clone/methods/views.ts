import { z } from 'zod';
import { structured } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { viewForApp, viewForPerson } from '../blocks/shown-view.ts';
import { readView } from '../blocks/view.ts';
import * as members from '../store/members.ts';
import type { OpenView } from '../views.ts';
import { appOf } from '../interactions/surface.ts';

/** Views belong to an app, so only its bot shows them. */
const APP_ONLY = { bot: [] };

const view = structured(z.unknown());

/** Custom functions get theirs as `interactivity_pointer`; it is the same thing. */
const trigger = { trigger_id: z.string().optional(), interactivity_pointer: z.string().optional() };

function triggerOf(given: { trigger_id?: string | undefined; interactivity_pointer?: string | undefined }) {
  const id = given.trigger_id ?? given.interactivity_pointer;
  if (id === undefined) {
    throw SlackError.explained('invalid_arguments', ['missing required field: trigger_id']);
  }
  return id;
}

export const viewsOpen = defineMethod({
  name: 'views.open',
  tier: 't4',
  scopes: APP_ONLY,
  input: z.object({ ...trigger, view }),
  async run({ workspace, caller }, { view: raw, ...given }) {
    const trigger_id = triggerOf(given);
    const { triggers, views, events, random } = workspace;
    const content = readView(raw, 'modal', random);
    const opener = triggers.check(trigger_id, caller.appId ?? '');
    const { userId } = opener;
    const opened = views.open(content, opener);
    triggers.spend(trigger_id);
    events.tell([userId], { type: 'view_opened', view: viewForPerson(opened) }, opened.window);
    return shown({ workspace, caller }, opened);
  },
});

export const viewsPush = defineMethod({
  name: 'views.push',
  tier: 't4',
  scopes: APP_ONLY,
  input: z.object({ ...trigger, view }),
  async run({ workspace, caller }, { view: raw, ...given }) {
    const trigger_id = triggerOf(given);
    const { triggers, views, events, random } = workspace;
    const content = readView(raw, 'modal', random);
    const { userId, viewId } = triggers.check(trigger_id, caller.appId ?? '');
    const parent = viewId === null ? undefined : views.find(viewId);
    if (parent?.content.type !== 'modal') throw new SlackError('not_found');
    const pushed = views.push(parent, content);
    triggers.spend(trigger_id);
    events.tell([userId], { type: 'view_pushed', view: viewForPerson(pushed) }, pushed.window);
    return shown({ workspace, caller }, pushed);
  },
});

export const viewsUpdate = defineMethod({
  name: 'views.update',
  tier: 't4',
  scopes: APP_ONLY,
  input: z.object({
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
    view,
  }),
  async run({ workspace, caller }, { view_id, external_id, hash, view: raw }) {
    const { views, events, random } = workspace;
    if (view_id === undefined && external_id === undefined) {
      throw SlackError.explained('invalid_arguments', ['missing required field: view_id']);
    }
    const content = readView(raw, 'modal', random);
    const found =
      view_id === undefined ? views.findExternal(external_id ?? '', caller.appId ?? '') : views.find(view_id);
    if (found?.appId !== caller.appId || found.content.type !== 'modal') throw new SlackError('not_found');
    const updated = views.update(found, content, hash);
    events.tell([updated.userId], { type: 'view_updated', view: viewForPerson(updated) }, updated.window);
    return shown({ workspace, caller }, updated);
  },
});

/** The home tab of an app, one for each person; publishing again replaces it. */
export const viewsPublish = defineMethod({
  name: 'views.publish',
  tier: 't4',
  scopes: APP_ONLY,
  input: z.object({ user_id: z.string(), hash: z.string().optional(), view }),
  async run({ workspace, caller }, { user_id: userId, hash, view: raw }) {
    const { db, views, events, random } = workspace;
    const content = readView(raw, 'home', random);
    const app = await appOf(workspace, caller.appId);
    if (!app.manifest.homeTab) throw new SlackError('not_enabled');
    if (!(await members.find(db, userId))) throw new SlackError('user_not_found');
    const owner = { userId, appId: app.id };
    const there = views.home(owner);
    const published = there ? views.update(there, content, hash) : views.open(content, owner);
    events.tell([userId], { type: 'home_published', view: viewForPerson(published) });
    return shown({ workspace, caller }, published);
  },
});

function shown({ workspace, caller }: Call, opened: OpenView) {
  return { view: viewForApp(workspace, opened, caller.botId ?? '') };
}
