import { z } from 'zod';
import { bounded, name } from './composition.ts';
import { RichText } from './rich-text.ts';

const common = { block_id: name.exactOptional() };

const Cell = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('raw_text'), text: z.string() }),
  z.looseObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() }),
  RichText,
]);
const Row = z.array(Cell).max(20, 'no more than 20 items allowed');
const rows = z.array(Row).min(1, 'no fewer than 1 items allowed').max(100, 'no more than 100 items allowed');

const Column = z.looseObject({
  align: z.enum(['left', 'center', 'right']).exactOptional(),
  is_wrapped: z.boolean().exactOptional(),
});

export const Table = z.looseObject({
  type: z.literal('table'),
  ...common,
  rows,
  column_settings: z.array(Column.nullable()).max(20, 'no more than 20 items allowed').exactOptional(),
});

/** A table with pages. */
export const DataTable = z.looseObject({
  type: z.literal('data_table'),
  ...common,
  rows,
  caption: bounded(3000),
  page_size: z.int().min(1).max(100).exactOptional(),
  row_header_column_index: z.int().min(0).max(19).exactOptional(),
});
