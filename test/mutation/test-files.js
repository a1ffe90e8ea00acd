/** What the run without a mutant found of each test file: kept in Stryker's copy of the project, for all its processes. */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * The names of its tests, and how long the file took to load and run.
 *
 * @typedef {{ names: string[], ms: number }} TestFile
 */

const FILE = join(process.cwd(), 'test-files.json');

/** @returns {Record<string, TestFile>} by path */
const readTestFiles = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {});

/**
 * @param {string} path
 * @param {TestFile} testFile
 */
function recordTestFile(path, testFile) {
  writeFileSync(FILE, JSON.stringify({ ...readTestFiles(), [path]: testFile }));
}

module.exports = { readTestFiles, recordTestFile };
