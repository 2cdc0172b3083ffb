import type { TableBlock } from '@slack/types';
import { RichText } from './RichText.tsx';

/** The first row names the columns. A wide table scrolls in its own box, by keyboard too, and never the page. */
export function Table({ block }: { block: TableBlock }) {
  const [head = [], ...body] = block.rows;
  const settings = block.column_settings ?? [];
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th scope="col" class={columnClass(settings[column])}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td class={columnClass(settings[column])}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Cells = TableBlock['rows'][number][number];

const columnClass = (setting: NonNullable<TableBlock['column_settings']>[number] | undefined): string =>
  `align-${setting?.align ?? 'left'}${setting?.is_wrapped ? ' wrapped' : ''}`;

function Cell({ cell }: { cell: Cells }) {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : <>{cell.text}</>;
}
