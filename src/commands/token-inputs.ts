import { z } from 'zod';
import { parseNetwork } from '../core/networks.ts';
import { Secret } from '../core/secret.ts';
import { hints, readLabel, textRead } from './inputs.ts';

export const Networks = z
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter((word) => word !== '') : value),
    z.array(textRead(parseNetwork)).max(100),
  )
  .register(hints, {
    label: 'Networks',
    hint: 'Where it may be used from, as in 10.0.0.0/8. Left out: anywhere.',
    placeholder: '10.0.0.0/8, 2001:db8::/32',
  });

export const Uses = z.coerce.number().int().min(1).max(1_000_000_000).register(hints, {
  label: 'Uses',
  hint: 'How often it may be used, from 1 up. Left out: as often as it likes.',
  placeholder: '5',
});

/** A token that somebody found, or its last six characters. It is a secret from here on. */
export const Suspect = z
  .string()
  .trim()
  .min(1)
  .max(8192)
  .transform((text) => new Secret(text))
  .register(hints, {
    label: 'Token',
    hint: 'The token itself, or its last six characters. It is kept nowhere.',
    secret: true,
  });

export const LabelPart = textRead(readLabel).register(hints, {
  label: 'Label',
  hint: 'A part of the label.',
  short: 'l',
  placeholder: 'deploy',
  unasked: true,
});
