import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { attach } from './attaching.ts';
import { useDesk } from './here.ts';

/** Where files can be dropped, to go with the next message. */
export function DropZone(props: { place: string; isOn: boolean; children: ComponentChildren }) {
  const desk = useDesk();
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  const leave = (to: number): void => {
    depth.current = Math.max(0, to);
    setOver(depth.current > 0);
  };
  const hasFiles = (event: DragEvent): boolean =>
    props.isOn && (event.dataTransfer?.types.includes('Files') ?? false);
  return (
    <div
      class={isOver ? 'drop-zone over' : 'drop-zone'}
      onDragEnter={(event) => hasFiles(event) && leave(depth.current + 1)}
      onDragLeave={(event) => hasFiles(event) && leave(depth.current - 1)}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave(0);
        attach(desk, props.place, event.dataTransfer?.files ?? []);
      }}
    >
      {props.children}
      {isOver && <p class="drop-here">Drop to attach</p>}
    </div>
  );
}
