import type { Caller } from '../api/caller.ts';
import { interactive, type Placed } from '../blocks/block.ts';
import { type StateValues, valueOf } from '../blocks/state.ts';
import { shownFile } from '../files/file.ts';
import type { AppRow } from '../store/apps.ts';
import * as handedFiles from '../store/handed-files.ts';
import type { OpenModal } from '../views.ts';
import type { Workspace } from '../workspace.ts';

/**
 * The state with whole files in the place of their ids, which is all that a person's client tells. What the person did
 * not upload, or has deleted, is left out.
 */
export async function withFiles(
  workspace: Workspace,
  caller: Caller,
  view: OpenModal,
  state: StateValues,
): Promise<StateValues> {
  const told = { ...state };
  for (const placed of fileInputs(view)) {
    const { blockId, element } = placed;
    const files = await handedFiles.own(workspace.db, idsIn(placed, state), caller.userId);
    const value = { type: element.type, files: files.map((file) => shownFile(workspace, file)) };
    told[blockId] = { ...told[blockId], [element.action_id ?? '']: value };
  }
  return told;
}

/** From here on the app may read them. */
export async function handOver({ db }: Workspace, app: AppRow, view: OpenModal, state: StateValues) {
  const ids = fileInputs(view).flatMap((placed) => idsIn(placed, state));
  await handedFiles.hand(db, ids, app.bot_user_id);
}

function fileInputs(view: OpenModal): Placed[] {
  return interactive(view.content.blocks).filter(({ element }) => element.type === 'file_input');
}

function idsIn(placed: Placed, state: StateValues): string[] {
  const value = valueOf(placed, state);
  if (!Array.isArray(value)) return [];
  return value.flatMap((file: unknown) =>
    typeof file === 'object' && file !== null && 'id' in file && typeof file.id === 'string' ? [file.id] : [],
  );
}
