import { z } from 'zod';
import { parseDuration } from '../core/durations.ts';
import { code, quoted, say } from '../core/text.ts';
import { hints, refuse, textRead } from './inputs.ts';

const isNone = (text: string): boolean => text.trim().toLowerCase() === 'none';

const orNone = (text: string): number | null => (isNone(text) ? null : parseDuration(text));

export const DefaultExpiry = textRead(parseDuration).register(hints, {
  label: 'Default expiry',
  hint: 'How long a token lives when nothing else is said.',
  placeholder: '365d',
});

export const Longest = textRead(orNone).register(hints, {
  label: 'Longest lifetime',
  hint: 'How long a token may live at most, or none for no limit.',
  placeholder: '90d',
});

/** More would be noise, and each is a message. */
const MOST_REMINDERS = 10;

export const Reminders = textRead((text) => {
  if (isNone(text)) return [];
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const thresholds = [...new Set(words.map(parseDuration))].toSorted((one, other) => other - one);
  if (thresholds.length === 0) return refuse(say`Reminders are times, as in ${code('7d 3d 1d')}, or none.`);
  return thresholds.length > MOST_REMINDERS
    ? refuse(say`There are at most ${MOST_REMINDERS} reminders, and these are ${thresholds.length}.`)
    : thresholds;
}).register(hints, {
  label: 'Reminders',
  hint: 'How long before the end its owner is told, or none.',
  placeholder: '7d 3d 1d',
});

export const RotationGrace = textRead(parseDuration).register(hints, {
  label: 'Rotation grace',
  hint: 'How long both tokens live when a rotation is started.',
  placeholder: '7d',
});

export const RotationQuiet = textRead(orNone).register(hints, {
  label: 'Rotation quiet',
  hint: 'How long the old token is quiet when a rotation ends by itself, or none.',
  placeholder: '1d',
});

export const Superseded = z.enum(['tell', 'freeze']).register(hints, {
  label: 'Use of a replaced token',
  hint: 'What it brings: tell its owner, or freeze its family as well.',
});

/** In the order in which they are told. */
const KINDS = ['bots', 'scopes'] as const;

export const ApprovalFor = textRead((text) => {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '' && word !== 'none');
  const unknown = words.find((word) => KINDS.every((kind) => kind !== word));
  if (unknown !== undefined)
    return refuse(
      say`${quoted(unknown)} cannot need approval: there are ${code('bots')} and ${code('scopes')}.`,
    );
  return KINDS.filter((kind) => words.includes(kind));
}).register(hints, {
  label: 'Needs approval',
  hint: 'What has to be approved: bots, scopes, both with a comma, or none.',
  placeholder: 'bots,scopes',
});

/** `#general`, as typed; `<#C0GENERAL|general>`, as Slack sends it where it escapes; or its id. */
const CHANNEL = /^(?:#([\p{L}\p{N}_-]{1,80})|<#([A-Z0-9]{2,20})(?:\|[^>]*)?>|([CG][A-Z0-9]{2,20}))$/u;

export const ApprovalChannel = textRead((text) => {
  if (isNone(text)) return null;
  const [, name, mentioned, id] = CHANNEL.exec(text.trim()) ?? [];
  if (name !== undefined) return `#${name.toLowerCase()}`;
  return mentioned ?? id ?? refuse(say`${quoted(text)} is not a channel. Name it as in ${code('#general')}.`);
}).register(hints, {
  label: 'Approval channel',
  hint: 'Where approval is asked, or none: each admin is asked directly.',
  placeholder: '#general',
});
