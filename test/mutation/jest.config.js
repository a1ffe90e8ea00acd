/** The tests that a mutant is held against: those that mirror its folder, which alone have to say what it does. */
const { join } = require('node:path');
const project = require('../../jest.config.js');

const [, folder = ''] = /^functions\/([^/]+)/.exec(process.env.MUTATED ?? '') ?? [];

/** @type {import('jest').Config} */
module.exports = {
  ...project,
  rootDir: join(__dirname, '..', '..'),
  roots: [`<rootDir>/test/functions/${folder}`],
};
