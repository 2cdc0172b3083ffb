import { dirname, join } from 'node:path/posix';
import {
  emptyWords,
  free,
  longestFile,
  nodeInCore,
  packages,
  page,
  parts,
  reserved,
  surface,
  typesForThePage,
} from './house.ts';

/** What was found wrong, as sentences, and how much was looked at. */
export interface Findings {
  breaches: string[];
  files: number;
  imports: number;
}

interface Import {
  target: string;
  isType: boolean;
}

/** Holds sources, as a map from path (`src/…` or `test/…`) to text, against the law. */
export function checkHouse(sources: ReadonlyMap<string, string>): Findings {
  const breaches: string[] = [];
  let imports = 0;
  for (const [path, text] of sources) {
    breaches.push(...checkShape(path, text));
    if (!path.startsWith('src/')) continue;
    const file = path.slice('src/'.length);
    const found = readImports(withoutComments(text));
    imports += found.length;
    for (const each of found) {
      const breach = checkImport(file, each);
      if (breach) breaches.push(`${path} ${breach}.`);
    }
  }
  return { breaches: [...breaches, ...checkReserved(sources)], files: sources.size, imports };
}

function checkShape(path: string, text: string): string[] {
  const breaches: string[] = [];
  const words = path.split(/[/.-]/);
  const word = emptyWords.find((each) => words.includes(each));
  if (word) breaches.push(`${path} is named "${word}", which says nothing.`);
  const lines = text.trimEnd().split('\n').length;
  if (lines > longestFile) breaches.push(`${path} has ${lines} lines; a file has ${longestFile} at most.`);
  const file = path.startsWith('src/') ? path.slice('src/'.length) : undefined;
  if (file !== undefined && !free.includes(file) && parts[partOf(file)] === undefined) {
    breaches.push(`${path} stands in no part of the house.`);
  }
  return breaches;
}

// Leaves out lines that are nothing but comment. Taking comments out exactly needs a parser, and taking out too much
// would blind the check; this can do neither.
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*(?:\/\/|\/\*|\*(?=[\s/]|$))(?!.*\*\/[ \t]*\S).*$/gm, '');
}

// import … from 'x', export … from 'x', import 'x', and each of them as a type.
const statement =
  /\b(?:import|export)\b\s*(?<type>type\b(?!\s*,|\s+from\b))?(?:[^'"`;()=]*?\bfrom\s*)?(?<quote>['"])(?<target>[^'"\n]+)\k<quote>/g;
// import('x'), as a value or a type, and require('x'). Without a plain text inside, the target stays empty.
const call = /\b(?:import|require)\s*\(\s*(?:(?<quote>['"`])(?<target>[^'"`$\n]+)\k<quote>\s*[,)])?/g;

function readImports(text: string): Import[] {
  const statements = [...text.matchAll(statement)].map(({ groups }) => ({
    target: groups?.['target'] ?? '',
    isType: groups?.['type'] !== undefined,
  }));
  const calls = [...text.matchAll(call)].map(({ groups }) => ({
    target: groups?.['target'] ?? '',
    isType: false,
  }));
  return [...statements, ...calls];
}

function checkImport(file: string, { target, isType }: Import): string | undefined {
  if (target === '') return 'imports what only an expression knows';
  if (target.startsWith('node:')) {
    const isRefused = partOf(file) === 'core' && !nodeInCore.includes(target);
    return isRefused || isWithin(file, page) ? `imports ${target}` : undefined;
  }
  if (target.startsWith('.')) return checkOurs(file, join(dirname(file), target), isType);
  return checkPackage(file, target, isType);
}

function checkOurs(file: string, target: string, isType: boolean): string | undefined {
  const refused = `imports ${target}`;
  if (isWithin(file, page) && !isWithin(target, page)) {
    return isType && typesForThePage.includes(target) ? undefined : refused;
  }
  if (isWithin(target, page)) return isWithin(file, page) ? undefined : refused;
  if (free.includes(file)) return undefined;
  const inside = surface.exec(target)?.[0];
  if (inside !== undefined && !isWithin(file, inside)) return refused;
  if (partOf(file) === partOf(target)) return undefined;
  return parts[partOf(file)]?.includes(partOf(target)) ? undefined : refused;
}

function checkPackage(file: string, target: string, isType: boolean): string | undefined {
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  const places = packages[name];
  if (!places) return `imports ${name}, which the law does not know`;
  if (isWithin(file, page) && name !== 'preact') {
    return isType && typesForThePage.includes(name) ? undefined : `imports ${name}`;
  }
  if (places.some((place) => place === '*' || isWithin(file, place))) return undefined;
  return `imports ${name}, which belongs in ${places.join(', ')}`;
}

function checkReserved(sources: ReadonlyMap<string, string>): string[] {
  const breaches: string[] = [];
  for (const { what, pattern, files } of reserved) {
    const found = new Set<string>();
    for (const [path, text] of sources) {
      if (path.startsWith('src/') && pattern.test(withoutComments(text)))
        found.add(path.slice('src/'.length));
    }
    for (const file of found) {
      if (!files.some((each) => isWithin(file, each))) breaches.push(`src/${file} ${what}.`);
    }
    for (const file of files) {
      if (sources.has(`src/${file}`) && !found.has(file))
        breaches.push(`src/${file} is listed, but no more ${what}.`);
    }
  }
  return breaches;
}

// core/ids.ts is of core; a file that stands alone is a part of its own.
function partOf(file: string): string {
  return file.split('/', 1).join('');
}

function isWithin(file: string, place: string): boolean {
  return place.endsWith('/') ? file.startsWith(place) : file === place;
}
