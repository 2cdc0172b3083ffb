import { z } from 'zod';
import { type Complaint, structured } from '../api/argument.ts';
import { type ErrorCode, SlackError } from '../api/error.ts';
import { defineOpenMethod } from '../api/method.ts';
import { faultsOfBlocks, faultsOfMessage, faultsOfView } from '../blocks/validation.ts';

const optional = structured(z.unknown()).optional();

/** Says what Slack would refuse, without showing anything to anybody. Exactly one of the three is given. */
export const blocksValidate = defineOpenMethod({
  name: 'blocks.validate',
  tier: 't5',
  input: z.object({ blocks: optional, message: optional, view: optional }),
  async run(_workspace, { blocks, message, view }) {
    const given = [blocks, message, view].filter((each) => each !== undefined);
    if (given.length !== 1) {
      throw SlackError.explained('invalid_arguments', ['provide exactly one of blocks, message and view']);
    }
    if (blocks !== undefined) refuse('invalid_blocks', faultsOfBlocks(blocks));
    if (message !== undefined) refuse('invalid_message', faultsOfMessage(message));
    if (view !== undefined) refuse('invalid_view', faultsOfView(view));
    return {};
  },
});

function refuse(code: ErrorCode, faults: Complaint[]): void {
  if (faults.length === 0) return;
  const errors = faults.map(({ pointer, message }) => ({ pointer, code: 'failed_constraint', message }));
  throw new SlackError(code, { errors });
}
