import type { ErrorCode } from '../../../src/core/errors.ts';

/** What is refused of rooms, and the file in test/matrix that has it refused. */
export const IN_MATRIX = {
  room_not_found: 'proxy-refusals.test.ts',
  unknown_event: 'proxy.test.ts',
  message_too_long: 'proxy-refusals.test.ts',
  send_failed: 'proxy-outage.test.ts',
  no_homeserver: 'proxy-outage.test.ts',
} as const satisfies Partial<Record<ErrorCode, string>>;
