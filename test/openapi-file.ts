import { commands } from '../src/commands/index.ts';
import { compact } from '../src/surfaces/rest/openapi/compact.ts';
import { documentOf } from '../src/surfaces/rest/openapi/document.ts';

/** docs/openapi.json as the commands are declared now. */
export const withOpenapi = (): string =>
  JSON.stringify(compact(documentOf(commands, 'http://127.0.0.1:3000')), undefined, 2);
