import { Secret } from '../../../src/core/secret.ts';
import { bridge } from '../../../src/surfaces/cli/mcp.ts';

const { BOTMINT_URL: address = '', BOTMINT_TOKEN: token = '' } = process.env;
const { stdin, stdout } = process;
await bridge({ door: async () => ({ address, credential: new Secret(token) }), stdin, stdout });
