/** What Slack makes of a file by its name: `filetype`, `pretty_type` and `mimetype`. */
export interface FileType {
  filetype: string;
  pretty: string;
  mimetype: string;
  /** As `files.list` asks for them. */
  family: 'text' | 'image' | 'pdf' | 'zip' | 'other';
  extensions: string[];
}

const text = (filetype: string, pretty: string, ...extensions: string[]): FileType => ({
  filetype,
  pretty,
  mimetype: 'text/plain',
  family: 'text',
  extensions,
});

const other = (
  family: FileType['family'],
  filetype: string,
  pretty: string,
  mimetype: string,
  ...more: string[]
): FileType => ({ filetype, pretty, mimetype, family, extensions: [filetype, ...more] });

/** Slack's own names: https://docs.slack.dev/reference/objects/file-object#types. Code is told as plain text. */
const TYPES: FileType[] = [
  text('text', 'Plain Text', 'txt', 'text', 'log', 'conf', 'ini', 'env'),
  text('c', 'C', 'c', 'h'),
  text('clojure', 'Clojure', 'clj'),
  text('coffeescript', 'CoffeeScript', 'coffee'),
  text('cpp', 'C++', 'cpp', 'cc', 'hpp'),
  text('csharp', 'C#', 'cs'),
  { ...text('css', 'CSS', 'css'), mimetype: 'text/css' },
  { ...text('csv', 'CSV', 'csv'), mimetype: 'text/csv' },
  text('dart', 'Dart', 'dart'),
  text('diff', 'Diff', 'diff', 'patch'),
  text('dockerfile', 'Docker', 'dockerfile'),
  text('elixir', 'Elixir', 'ex', 'exs'),
  text('elm', 'Elm', 'elm'),
  text('erlang', 'Erlang', 'erl'),
  text('fsharp', 'F#', 'fs'),
  text('go', 'Go', 'go'),
  text('groovy', 'Groovy', 'groovy'),
  text('haskell', 'Haskell', 'hs'),
  { ...text('html', 'HTML', 'html', 'htm'), mimetype: 'text/html' },
  text('java', 'Java', 'java'),
  { ...text('javascript', 'JavaScript/JSON', 'js', 'mjs', 'cjs', 'jsx'), mimetype: 'text/javascript' },
  { ...text('json', 'JSON', 'json'), mimetype: 'application/json' },
  text('kotlin', 'Kotlin', 'kt', 'kts'),
  text('latex', 'LaTeX/sTeX', 'tex'),
  text('lisp', 'Lisp', 'lisp', 'el'),
  text('lua', 'Lua', 'lua'),
  text('makefile', 'Makefile', 'makefile', 'mk'),
  { ...text('markdown', 'Markdown (raw)', 'md', 'markdown'), mimetype: 'text/markdown' },
  text('matlab', 'MATLAB', 'matlab'),
  text('objc', 'Objective-C', 'm'),
  text('ocaml', 'OCaml', 'ml'),
  text('perl', 'Perl', 'pl'),
  text('php', 'PHP', 'php'),
  text('powershell', 'PowerShell', 'ps1'),
  text('puppet', 'Puppet', 'pp'),
  text('python', 'Python', 'py'),
  text('r', 'R', 'r'),
  text('ruby', 'Ruby', 'rb'),
  text('rust', 'Rust', 'rs'),
  text('sass', 'Sass', 'sass', 'scss'),
  text('scala', 'Scala', 'scala'),
  text('shell', 'Shell', 'sh', 'bash', 'zsh'),
  text('sql', 'SQL', 'sql'),
  text('swift', 'Swift', 'swift'),
  text('typescript', 'TypeScript', 'ts', 'tsx'),
  text('vb', 'Visual Basic', 'vb'),
  { ...text('xml', 'XML', 'xml'), mimetype: 'application/xml' },
  text('yaml', 'YAML', 'yaml', 'yml'),
  other('image', 'png', 'PNG', 'image/png'),
  other('image', 'jpg', 'JPEG', 'image/jpeg', 'jpeg'),
  other('image', 'gif', 'GIF', 'image/gif'),
  other('image', 'webp', 'WebP', 'image/webp'),
  other('image', 'bmp', 'Bitmap', 'image/bmp'),
  other('image', 'tiff', 'TIFF', 'image/tiff', 'tif'),
  other('image', 'heic', 'HEIC', 'image/heic'),
  other('image', 'svg', 'SVG', 'image/svg+xml'),
  other('pdf', 'pdf', 'PDF', 'application/pdf'),
  other('zip', 'zip', 'Zip', 'application/zip'),
  other('zip', 'tar', 'Tarball', 'application/x-tar'),
  other('zip', 'gzip', 'Gzip', 'application/gzip', 'gz', 'tgz'),
  other(
    'other',
    'docx',
    'Word Document',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ),
  other(
    'other',
    'xlsx',
    'Excel Spreadsheet',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ),
  other(
    'other',
    'pptx',
    'PowerPoint Presentation',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ),
  other('other', 'mp3', 'MP3', 'audio/mpeg'),
  other('other', 'm4a', 'MPEG 4 Audio', 'audio/mp4'),
  other('other', 'wav', 'Wave', 'audio/wav'),
  other('other', 'ogg', 'Ogg', 'audio/ogg'),
  other('other', 'mp4', 'MPEG 4 Video', 'video/mp4'),
  other('other', 'mov', 'QuickTime Movie', 'video/quicktime'),
  other('other', 'webm', 'WebM', 'video/webm'),
];

const BINARY = other('other', 'binary', 'Binary', 'application/octet-stream');

const BY_FILETYPE = new Map([...TYPES, BINARY].map((type) => [type.filetype, type]));
const BY_EXTENSION = new Map(TYPES.flatMap((type) => type.extensions.map((extension) => [extension, type])));

/** By what stands after the last dot, or by the whole name, as of a `Dockerfile`. */
export function typeOfName(name: string): FileType {
  return BY_EXTENSION.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? BINARY;
}

/** Undefined for one that is no text: a snippet can be of no such type. */
export function snippetType(filetype: string): FileType | undefined {
  const found = BY_FILETYPE.get(filetype);
  return found?.family === 'text' ? found : undefined;
}

export function typeOf(filetype: string): FileType {
  return BY_FILETYPE.get(filetype) ?? BINARY;
}

/** The names that a family has among the rows. */
export function filetypesOf(family: FileType['family']): string[] {
  return TYPES.filter((type) => type.family === family).map((type) => type.filetype);
}
