import type { TableBlock } from '@slack/types';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { RichText } from './RichText.tsx';

/** The first row names the columns. A wide table scrolls in its own box, by keyboard too, and never the page. Its edge fades where it goes on. */
export function Table({ block }: { block: TableBlock }) {
  const [head = [], ...body] = block.rows;
  const settings = block.column_settings ?? [];
  const { box, goesOn, look } = useEdge();
  return (
    <div
      ref={box}
      class={goesOn ? 'table goes-on' : 'table'}
      onScroll={look}
      tabIndex={0}
      role="region"
      aria-label="Table"
    >
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

const columnClass = (setting: NonNullable<TableBlock['column_settings']>[number] | undefined): string =>
  `align-${setting?.align ?? 'left'}${setting?.is_wrapped ? ' wrapped' : ''}`;

function Cell({ cell }: { cell: Cells }) {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : <>{cell.text}</>;
}
