import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, quoted, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import * as auditHeads from '../store/audit-heads.ts';
import { check, FAULTS, type Witness } from './audit-check.ts';
import { sealAll } from './audit-seal.ts';
import { defineCommand } from './declare.ts';
import { hints, textRead } from './inputs.ts';

/** How much of a hash is given to keep: nobody makes another row with the same 128 bits. */
const KEPT = 32;

const Kept = textRead((text): Witness => {
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{32})$/.exec(text.trim().toLowerCase()) ?? [];
  if (sequence !== undefined && hash !== undefined) return { sequence: Number(sequence), hash };
  throw new AppError(
    'invalid_input',
    say`${quoted(text)} is not what ${code('audit verify')} gave to keep: a number, a colon and 32 hexadecimal digits.`,
  );
}).register(hints, {
  label: 'Kept',
  hint: 'What an earlier verify gave you to keep: a number and a hash.',
});

const FaultRow = z.object({
  kind: z.enum(FAULTS),
  sequence: z.int(),
  id: z.string().nullable(),
  at: z.date().nullable(),
  command: z.string().nullable(),
});

type FaultRow = z.output<typeof FaultRow>;

export const auditVerify = defineCommand({
  name: 'audit verify',
  title: 'Verify the audit log',
  summary: 'Check that no row of the audit log was changed, removed, inserted or moved.',
  example: 'audit verify',
  // It seals what is not sealed yet.
  effect: 'write',
  confirm: false,
  scope: 'audit:read',
  by: 'either',
  http: 'POST /api/v1/audit/verify',
  input: z.strictObject({ kept: Kept.optional() }),
  positional: ['kept'],
  output: z.object({
    holds: z.boolean(),
    /** How many rows hold, from the first on. */
    rows: z.int(),
    fault: FaultRow.nullable(),
    /** To be kept somewhere else and given to a later `audit verify`. */
    keep: z.string().nullable(),
  }),

  async run({ db, actor: { organizationId }, clock, issuer }, { kept }) {
    await auditHeads.lock(db, organizationId);
    await sealAll(db, { organizationId, issuer, at: clock.now() });
    const { rows, hash, fault } = await check(db, issuer, kept);
    return {
      holds: !fault,
      rows,
      fault: fault
        ? {
            kind: fault.kind,
            sequence: fault.sequence,
            id: fault.row?.id ?? null,
            at: fault.row?.at ?? null,
            command: fault.row?.command ?? null,
          }
        : null,
      keep: fault || rows === 0 ? null : `${rows}:${hash.toString('hex').slice(0, KEPT)}`,
    };
  },

  say({ rows, fault, keep }, { actor }) {
    if (fault) {
      return {
        text: say`The audit log was tampered with. ${inWords(fault, actor.timeZone)} ${before(rows)}`,
        note: say`Whoever did it could write to the database. Rows from there on prove nothing.`,
      };
    }
    if (keep === null) return { text: say`There is nothing in the audit log yet.` };
    return {
      text: say`${rows === 1 ? 'The one row' : `All ${rows} rows`} of the audit log ${rows === 1 ? 'holds' : 'hold'}: none was changed, removed, inserted or moved.`,
      note: say`Keep ${code(keep)} somewhere else. With ${command(`audit verify ${keep}`)} a later look also finds a log that was put back to an older state.`,
    };
  },
});

/** What is wrong, and where. */
function inWords({ kind, sequence, at, command: asked }: FaultRow, zone: string): Text {
  const row = say`Row ${bold(String(sequence))}${at && asked !== null ? say` (${absolute(at, zone)}, ${code(asked)})` : ''}`;
  const words: Record<FaultRow['kind'], Text> = {
    changed: say`${row} was changed.`,
    misplaced: say`${row} does not follow the one before it: it was moved or inserted, or its neighbour was removed.`,
    removed: say`${row} was removed.`,
    cut: say`${row} was removed, with all after it.`,
    unsigned: say`The signature of where the log ends is missing or not ours, so the rows up to ${bold(String(sequence))} may all be somebody else's.`,
    forged: say`${row} is not the one that was sealed there.`,
  };
  return words[kind];
}

function before(rows: number): string {
  if (rows === 0) return 'No row before it holds.';
  return rows === 1 ? 'The row before it holds.' : `The ${counted(rows, 'row')} before it hold.`;
}
