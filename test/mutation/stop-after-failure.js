/**
 * The tests' own environment; but once one test has failed, the mutant is noticed, and no other test is run against it.
 * Stryker would have jest run them all: by its interface, jest does not stop.
 */
const { TestEnvironment } = require('jest-environment-node');

/** Of all files of tests: each has an environment of its own. */
const noticed = { mutant: '' };

module.exports = class extends TestEnvironment {
  /** @param {import('@jest/types').Circus.AsyncEvent | import('@jest/types').Circus.SyncEvent} event */
  handleTestEvent(event) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__ ?? '';
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') noticed.mutant = mutant;
    if (event.name === 'test_start' && mutant !== '' && mutant === noticed.mutant) event.test.mode = 'skip';
  }
};
