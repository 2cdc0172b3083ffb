import type { DataTableBlock, TableBlock } from '@slack/types';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { RichText } from './RichText.tsx';

type Rows = TableBlock['rows'];
type Settings = NonNullable<TableBlock['column_settings']>;

/** Some rows at a time, with the way to those before and after. */
export function DataTable({ block }: { block: DataTableBlock }) {
  const [page, turn] = useState(0);
  const [head = [], ...body] = block.rows;
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(body.length / size));
  const rows = body.slice(page * size, (page + 1) * size);
  return (
    <div class="data-table">
      <Table rows={[head, ...rows]} settings={[]} name={block.caption} caption={block.caption} />
      {pages > 1 && (
        <div class="pages">
          <button type="button" class="button small" disabled={page === 0} onClick={() => turn(page - 1)}>
            Previous
          </button>
          <span role="status">
            Page {page + 1} of {pages}
          </span>
          <button
            type="button"
            class="button small"
            disabled={page === pages - 1}
            onClick={() => turn(page + 1)}
          >
            Next
          </button>
        </div>
      )}
    </div>
  );
}

/** The first row names the columns. A wide table scrolls in its own box, by keyboard too, and never the page. Its edge fades where it goes on. */
export function Table(props: { rows: Rows; settings: Settings; name: string; caption?: string }) {
  const [head = [], ...body] = props.rows;
  const { settings } = props;
  const { box, goesOn, look } = useEdge();
  return (
    <div
      ref={box}
      class={goesOn ? 'table goes-on' : 'table'}
      onScroll={look}
      tabIndex={0}
      role="region"
      aria-label={props.name}
    >
      <table>
        {props.caption !== undefined && <caption>{props.caption}</caption>}
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

/** Whether there is more to the right than is seen. */
function useEdge() {
  const box = useRef<HTMLDivElement>(null);
  const [goesOn, setGoesOn] = useState(false);
  const look = (): void => {
    const { scrollWidth = 0, scrollLeft = 0, clientWidth = 0 } = box.current ?? {};
    setGoesOn(scrollWidth - scrollLeft - clientWidth > 1);
  };
  useLayoutEffect(() => {
    const watch = new ResizeObserver(look);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, goesOn, look };
}

type Cells = TableBlock['rows'][number][number];

const columnClass = (setting: Settings[number] | null | undefined): string =>
  `align-${setting?.align ?? 'left'}${setting?.is_wrapped ? ' wrapped' : ''}`;

function Cell({ cell }: { cell: Cells }) {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : <>{cell.text}</>;
}
