// A Node older than Lambda's is fine for the tests; the SDK need not say so in each of them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // A suite whose set-up fails may leave a server running: that has to end as a failure, not as a run without end.
  forceExit: true,
  // Half of the tests wait for engines and sandboxes: two workers on two cores, where jest would leave one idle.
  maxWorkers: '100%',
  // A test that starts a browser or a Lambda sandbox takes seconds on a busy machine; a hanging one must still end.
  testTimeout: 60_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What starts processes or a browser is slower: `npm run test:end-to-end` and `npm run test:browser`.
  testPathIgnorePatterns: ['/node_modules/', '/end-to-end/', '/page-browser/'],
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // Published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(hyparquet|hyparquet-writer)/)'],
};
