// The tests of the page in a real browser: they need one, and are the slowest.
const config = require('../../../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...config,
  rootDir: '../../../..',
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['**/page-browser/*.test.ts'],
};
