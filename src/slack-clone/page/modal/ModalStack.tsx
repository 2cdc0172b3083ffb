import { useWorkspace } from '../here.ts';
import { Modal } from './Modal.tsx';

/** All open views at once, so that those behind keep what was typed; only the one in front can be seen and reached. */
export function ModalStack() {
  const views = useWorkspace((workspace) => workspace.views);
  return (
    <>
      {views.map((view) => (
        <Modal key={view.id} view={view} behind={view !== views.at(-1)} />
      ))}
    </>
  );
}
