/** The tests that run against a mutant: only those that mirror its folder. */
const { join } = require('node:path');
const project = require('../../jest.config.js');

const [, folder = ''] = /^(infra|functions\/[^/]+)/.exec(process.env.MUTATED ?? '') ?? [];

/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: join(__dirname, '..', '..'),
  testRunner: join(__dirname, 'jest-circus-until-killed.js'),
  testSequencer: join(__dirname, 'reached-files.js'),
  roots: [`<rootDir>/test/${folder}`],
  // A test that a mutant leaves waiting fails, which is faster than the end of Stryker's process and the start of another.
  testTimeout: 10_000,
  // No mutant reaches a browser or the emulators' processes, and the validators take seconds.
  testPathIgnorePatterns: ['/node_modules/', '/page-browser/', '/test/infra/local/', 'infra/validation.test'],
};
