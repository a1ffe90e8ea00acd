/** The tests that see a mutant of the folder in MUTATED: its mirror, and for the way to the row invariants and faults. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const project = require('../../jest.config.js');

const [, folder = ''] = /^functions\/([^/]+)/.exec(process.env.MUTATED ?? '') ?? [];
const OF_FOLDER = {
  bingx: ['test/functions/bingx'],
  snapshot: ['test/functions/snapshot', 'test/invariants', 'test/faults'],
  history: ['test/functions/history', 'test/functions/report', 'test/invariants', 'test/faults'],
  replay: ['test/functions/replay', 'test/end-to-end'],
  report: ['test/functions/report'],
};
const roots = OF_FOLDER[/** @type {keyof typeof OF_FOLDER} */ (folder)] ?? ['test/functions'];

/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: '../..',
  roots: roots
    .filter((root) => existsSync(join(__dirname, '..', '..', root)))
    .map((root) => `<rootDir>/${root}`),
  // Thousands of runs for each mutant take hours, and find what the rest finds as well; bundles see no mutant.
  testPathIgnorePatterns: ['model.test.ts', 'end-to-end/(?!replay)'],
};
