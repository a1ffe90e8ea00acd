/**
 * jest's runner of a test file, except that no further test runs against a mutant once one has failed, and that a file
 * without a test that reaches the mutant is not loaded: Stryker's interface to jest has no setting for either.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { createEmptyTestResult } = require('@jest/test-result');
// @ts-expect-error: jest publishes no types of its runner.
const { default: runFile } = require('jest-circus/runner');

/** The names of each file's tests, of the run without a mutant. In Stryker's copy of the project, for all its processes. */
const NAMES = join(process.cwd(), 'test-names.json');

/** @returns {Record<string, string[]>} */
const readNames = () => (existsSync(NAMES) ? JSON.parse(readFileSync(NAMES, 'utf8')) : {});

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
    const result = await run();
    const names = result.testResults.map(({ fullName }) => fullName);
    writeFileSync(NAMES, JSON.stringify({ ...readNames(), [file]: names }));
    return result;
  }
  // Stryker's pattern has the names of the tests that reach the mutant.
  const pattern = new RegExp(globalConfig.testNamePattern ?? '', 'i');
  const isNeeded = mutant !== killedMutant && readNames()[file]?.some((name) => pattern.test(name)) !== false;
  if (!isNeeded) return notRun(file);
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
