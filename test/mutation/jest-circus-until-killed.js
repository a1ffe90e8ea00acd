/**
 * jest's runner of a test file, except that no further test runs against a mutant once one has failed: jest's `bail` has no
 * effect where jest is called by a program.
 */
const { createEmptyTestResult } = require('@jest/test-result');
// @ts-expect-error: jest publishes no types of its runner.
const { default: runFile } = require('jest-circus/runner');
const { recordTestFile } = require('./test-files');

let killedMutant = '';

/**
 * @param {import('@jest/types').Config.GlobalConfig} globalConfig
 * @param {import('@jest/types').Config.ProjectConfig} config
 * @param {import('@jest/environment').JestEnvironment} environment
 * @param {unknown} runtime
 * @param {string} file
 * @param {unknown[]} others
 * @returns {Promise<import('@jest/test-result').TestResult>}
 */
module.exports = async (globalConfig, config, environment, runtime, file, ...others) => {
  /** @returns {Promise<import('@jest/test-result').TestResult>} */
  const run = () => runFile(globalConfig, config, environment, runtime, file, ...others);
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  if (mutant === undefined) {
    const startedAt = performance.now();
    const result = await run();
    const names = result.testResults.map(({ fullName }) => fullName);
    recordTestFile(file, { names, ms: performance.now() - startedAt });
    return result;
  }
  if (mutant === killedMutant) return notRun(file);
  stopAfterFailure(environment, mutant);
  return run();
};

/**
 * @param {import('@jest/environment').JestEnvironment} environment
 * @param {string} mutant
 */
function stopAfterFailure(environment, mutant) {
  const handleTestEvent = environment.handleTestEvent?.bind(environment);
  /** @param {import('@jest/types').Circus.AsyncEvent | import('@jest/types').Circus.SyncEvent} event */
  const handle = async (event, /** @type {import('@jest/types').Circus.State} */ state) => {
    // Not already when a hook fails: its tests have to be reported as failed first.
    if (event.name === 'test_done' && event.test.errors.length > 0) killedMutant = mutant;
    if (event.name === 'test_start' && mutant === killedMutant) event.test.mode = 'skip';
    // The two types are the two overloads of one function.
    await handleTestEvent?.(/** @type {import('@jest/types').Circus.AsyncEvent} */ (event), state);
  };
  environment.handleTestEvent = handle;
}

/**
 * The result of a file with one skipped test: jest rejects a file without tests.
 *
 * @param {string} testFilePath
 */
const notRun = (testFilePath) => ({
  ...createEmptyTestResult(),
  testFilePath,
  numPendingTests: 1,
  testResults: [SKIPPED_TEST],
});

/** @type {import('@jest/test-result').AssertionResult} */
const SKIPPED_TEST = {
  status: 'pending',
  title: '',
  fullName: '',
  ancestorTitles: [],
  failureDetails: [],
  failureMessages: [],
  numPassingAsserts: 0,
};
