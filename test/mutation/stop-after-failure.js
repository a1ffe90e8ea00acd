/**
 * jest's environment, except that no test runs against a mutant after one has failed: the mutant is killed. Stryker's
 * interface to jest has no such setting.
 */
const { TestEnvironment } = require('jest-environment-node');

/** Shared by all test files: each has its own environment. */
const killed = { mutant: '' };

module.exports = class extends TestEnvironment {
  /** @param {import('@jest/types').Circus.AsyncEvent | import('@jest/types').Circus.SyncEvent} event */
  handleTestEvent(event) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__ ?? '';
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') killed.mutant = mutant;
    if (event.name === 'test_start' && mutant !== '' && mutant === killed.mutant) event.test.mode = 'skip';
  }
};
