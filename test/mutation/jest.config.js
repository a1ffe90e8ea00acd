/** The tests that a mutant is held against: those that mirror its folder, which alone have to say what it does. */
const { join } = require('node:path');
const project = require('../../jest.config.js');

const [, folder = ''] = /^functions\/([^/]+)/.exec(process.env.MUTATED ?? '') ?? [];

/** What they look at runs in a process or a browser of its own, where no mutant is: they would only take their time. */
const ELSEWHERE = ['report/process', 'report/page'].map((name) => `/test/functions/${name}\\.test\\.ts$`);

/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: join(__dirname, '..', '..'),
  testEnvironment: join(__dirname, 'stops-once-noticed.js'),
  // All of these, or jest would not see that a test reaches a function by way of what supports it.
  roots: ['<rootDir>/functions', '<rootDir>/infra', '<rootDir>/test'],
  testMatch: [`<rootDir>/test/functions/${folder}/**/*.test.ts`],
  testPathIgnorePatterns: ['/node_modules/', ...ELSEWHERE],
};
