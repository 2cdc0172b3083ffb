import { SIGN_IN } from '../../commands/unidentified.ts';
import { code, say } from '../../core/text.ts';
import { bridge } from './bridge.ts';
import { type Connection, connect, refuseNobody } from './connect.ts';
import { failure } from './failure.ts';
import type { Here } from './own.ts';

/** MCP over stdio, as whoever the command line is. */
export async function mcp({ outside, settings }: Here): Promise<number> {
  const { stdin, stdout } = outside;
  const door = async () => {
    const connection = await connect(outside, settings);
    refuseNobody(connection);
    refuseOperator(connection);
    return connection;
  };
  await bridge({ who: 'Botmint', door, stdin, stdout });
  return 0;
}

/** A model is given what somebody chose to give it, and never all there is because nobody did. @throws Failure */
function refuseOperator({ as, address }: Connection): void {
  if (as !== 'operator') return;
  throw failure(
    'not_logged_in',
    say`You are not logged in at ${address}, and no model is its operator. ${SIGN_IN} makes a login; or put a bot's token in ${code('BOTMINT_TOKEN')}.`,
  );
}
