/** Packs the command line as `botmint-<version>.tgz`: `npm run pack`. */
import { relative } from 'node:path';
import { packInto } from './packing.ts';

const path = await packInto(process.cwd());
process.stdout.write(
  `${relative(process.cwd(), path)}\nInstall it with: npm install -g ./${relative(process.cwd(), path)}\n`,
);
