/** How Stryker mutates the functions and runs tests against each mutant. */
export default {
  plugins: [
    new URL('./node_modules/@stryker-mutator/jest-runner/dist/src/index.js', import.meta.url).pathname,
  ],
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // A file that does not exist: TypeScript 7 lacks the interface by which Stryker would rewrite the real one.
  tsconfigFile: 'none',
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: process.env.MUTATION_REPORT },
  tempDirName: '.stryker-tmp',
  ignorePatterns: [
    'cdk.out',
    '.local',
    'reports',
    'test/mutation/node_modules',
    'test/bench/node_modules',
    'test/conformance/node_modules',
  ],
  // A mutant that only changes the wording of a text is not a defect.
  mutator: { excludedMutations: ['StringLiteral'] },
  // Tables are evaluated when a file is loaded: each of their mutants would need a full test run.
  ignoreStatic: true,
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  timeoutMS: 10_000,
};
