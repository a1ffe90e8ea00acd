/** The tests that run against a mutant: only those that mirror its folder. */
const { join } = require('node:path');
const project = require('../../jest.config.js');

const [, folder = ''] = /^(infra|functions\/[^/]+)/.exec(process.env.MUTATED ?? '') ?? [];

/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: join(__dirname, '..', '..'),
  testEnvironment: join(__dirname, 'stop-after-failure.js'),
  // All roots: jest must see that a test reaches a function through test/support.
  roots: ['<rootDir>/functions', '<rootDir>/infra', '<rootDir>/test'],
  testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
  // No mutant reaches a browser or the emulators' processes, and the validators take seconds.
  testPathIgnorePatterns: ['/node_modules/', '/page-browser/', '/test/infra/local/', 'infra/validation.test'],
};
