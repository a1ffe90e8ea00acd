/** Imports run one way, as the README's "The house" says: a part can be read without those that build on it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const PROJECT = join(__dirname, '..');

/** The parts that each part may import from, beside itself. */
const MAY_IMPORT: Record<string, string[]> = {
  'functions/bingx': [],
  'functions/history': [],
  'functions/snapshot': ['functions/bingx', 'functions/history'],
  'functions/report': ['functions/history'],
  'functions/replay': ['functions/history', 'functions/report'],
  'functions/backup': ['functions/history', 'functions/schedule', 'functions/cli', 'functions/replay'],
};

const partOf = (file: string) => file.split('/').slice(0, 2).join('/');

const sourcesIn = (folder: string) =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

/** The project's own files that a file imports, from the project's folder. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  return [...text.matchAll(/(?:from|import|require\()\s*'(\.[^']+)'/g)].map(([, path]) =>
    relative(PROJECT, join(PROJECT, dirname(file), path ?? '')),
  );
}

describe.each(Object.entries(MAY_IMPORT))('%s', (part, others) => {
  const files = sourcesIn(part);

  it(`imports from ${['itself', ...others].join(', ')} alone`, () => {
    const astray = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => ![part, ...others].includes(partOf(imported)))
        .map((imported) => `${file} imports ${imported}`),
    );

    expect(files).not.toEqual([]);
    expect(astray).toEqual([]);
  });
});

it('every part of functions has its rule', () => {
  const parts = sourcesIn('functions').map(partOf);

  expect([...new Set(parts)].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});
