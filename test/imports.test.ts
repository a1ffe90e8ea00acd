/** Imports between the parts of `functions` run one way: each part can be read without those that use it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const PROJECT = join(__dirname, '..');

/** Single modules that are an interface of their part to another one. */
const SHARED_MODULES: Record<string, string[]> = {
  'functions/report': ['functions/bingx/stored-answer'],
};

/** The parts that each part may import from, besides itself. */
const MAY_IMPORT: Record<string, string[]> = {
  'functions/bingx': [],
  'functions/schedule': [],
  'functions/history': ['functions/schedule'],
  'functions/snapshot': ['functions/bingx', 'functions/history', 'functions/schedule'],
  'functions/monitor': ['functions/history', 'functions/schedule', 'functions/snapshot'],
  'functions/cli': ['functions/history', 'functions/schedule'],
  'functions/report': ['functions/cli', 'functions/history', 'functions/schedule'],
  'functions/replay': ['functions/cli', 'functions/history', 'functions/schedule'],
  'functions/backup': ['functions/cli', 'functions/history', 'functions/schedule'],
};

const partOf = (file: string) => file.split('/').slice(0, 2).join('/');

const sourcesIn = (folder: string) =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

/** The project's own files that a file imports, as paths from the project's folder. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  return [...text.matchAll(/(?:from|import|require\()\s*'(\.[^']+)'/g)].map(([, path]) =>
    relative(PROJECT, join(PROJECT, dirname(file), path ?? '')),
  );
}

describe.each(Object.entries(MAY_IMPORT))('%s', (part, others) => {
  const files = sourcesIn(part);

  it(`imports only from ${['itself', ...others].join(', ')}`, () => {
    const forbidden = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => ![part, ...others].includes(partOf(imported)))
        .filter((imported) => !SHARED_MODULES[part]?.includes(imported))
        .map((imported) => `${file} imports ${imported}`),
    );

    expect(files).not.toEqual([]);
    expect(forbidden).toEqual([]);
  });
});

it('covers every part of functions', () => {
  const parts = sourcesIn('functions').map(partOf);

  expect([...new Set(parts)].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});
