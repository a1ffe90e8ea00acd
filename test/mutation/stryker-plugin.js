/** What Stryker loads as its test runner: the runner is TypeScript, as the tests that it loads. */
const { register } = require('tsx/cjs/api');

register();

/** @type {typeof import('./test-runner')} */
const { createTestRunner } = require('./test-runner.ts');

const factory = Object.assign(createTestRunner, { inject: [] });
exports.strykerPlugins = [{ kind: 'TestRunner', name: 'circus', factory }];
