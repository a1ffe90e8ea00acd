/** How Stryker mutates the functions, and which tests it runs against each mutant. */
export default {
  plugins: [
    new URL('./node_modules/@stryker-mutator/jest-runner/dist/src/index.js', import.meta.url).pathname,
  ],
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  // There is none of that name: TypeScript 7 has not the interface by which Stryker would rewrite the real one.
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
    'test/conformance/node_modules',
  ],
  // A mutant that is only another wording of a sentence is no fault.
  mutator: { excludedMutations: ['StringLiteral'] },
  // Tables are read once, when a file is loaded: each of their mutants would take a whole run of the tests.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
};
