/**
 * Which test files jest runs against a mutant, and in which order: those with a test that reaches it, the fastest first. Most
 * mutants are killed by a test that takes milliseconds; jest itself would load every file, and begin with the slowest.
 */
const { default: Sequencer } = require('@jest/test-sequencer');
const { readTestFiles } = require('./test-files');

module.exports = class extends Sequencer {
  /** @param {ConstructorParameters<typeof Sequencer>[0]} options */
  constructor(options) {
    super(options);
    // Stryker's pattern has the names of the tests that reach the mutant; of the run without a mutant it is empty.
    this.reached = new RegExp(options.globalConfig.testNamePattern ?? '', 'i');
  }

  /**
   * @override
   * @param {import('@jest/test-result').Test[]} tests
   */
  sort(tests) {
    const files = readTestFiles();
    /** @param {import('@jest/test-result').Test} test */
    const ms = ({ path }) => files[path]?.ms ?? 0;
    return tests
      .filter(({ path }) => files[path]?.names.some((name) => this.reached.test(name)) !== false)
      .sort((a, b) => ms(a) - ms(b));
  }
};
