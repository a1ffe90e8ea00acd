/** The tests that see a mutant: all that run the functions in this process. Bundles and processes of their own do not. */
const project = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: '../..',
  roots: ['<rootDir>/test/functions', '<rootDir>/test/invariants', '<rootDir>/test/faults'],
  // Thousands of runs for each mutant take hours, and find what the rest finds as well.
  testPathIgnorePatterns: ['model.test.ts'],
};
