// The tests that start the product's commands and the deployed function as processes.
const config = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...config,
  rootDir: '../..',
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['**/end-to-end/*.test.ts'],
};
