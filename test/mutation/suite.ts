/**
 * Loads a test file once and runs its tests again and again, by jest's own engine in this process: starting jest for a
 * mutant takes seconds, and its tests take milliseconds.
 */
import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { jestExpect } from '@jest/expect';
import { ModernFakeTimers } from '@jest/fake-timers';
import type { Circus, Config } from '@jest/types';
import * as circus from 'jest-circus';
import { ModuleMocker } from 'jest-mock';

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({
  config: {
    fakeTimers: {},
    rootDir: process.cwd(),
    testPathIgnorePatterns: [],
  } as unknown as Config.ProjectConfig,
  global: globalThis,
});

/** What the tests use of jest's own object. */
const jestObject = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  setTimeout: () => {},
  useFakeTimers: (options?: Config.FakeTimersConfig) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  advanceTimersByTime: (ms: number) => timers.advanceTimersByTime(ms),
  advanceTimersByTimeAsync: (ms: number) => timers.advanceTimersByTimeAsync(ms),
  getTimerCount: () => timers.getTimerCount(),
};

export type TestOutcome = { id: string; durationMs: number; error: string | undefined };
export type Suite = { file: string; ids: string[]; run: (options: RunOptions) => Promise<TestOutcome[]> };
type RunOptions = {
  /** Which tests to run, by id. */
  isWanted: (id: string) => boolean;
  /** A test or hook that takes longer has failed, unless it states a time limit itself. */
  timeoutMs: number;
  /** Whether to run no test after one that failed. */
  bail: boolean;
  /** Called with the test that begins or whose hook begins, `undefined` when it ends. */
  onTest?: (id: string | undefined) => void;
};

/** Forgets the project's modules, so that they are evaluated again; packages stay. */
export function forgetModules(): void {
  for (const path of Object.keys(require.cache)) {
    if (!path.includes('/node_modules/')) delete require.cache[path];
  }
}

/** A test file that mocks an AWS client replaces `send` of a class that all files share: each file gets its own. */
const CLIENTS = [
  CloudFormationClient,
  CloudWatchLogsClient,
  DynamoDBClient,
  SecretsManagerClient,
  SNSClient,
].map(({ prototype }): object => prototype);

type Sends = (PropertyDescriptor | undefined)[];

function exchangeSends(sends: Sends): Sends {
  return CLIENTS.map((prototype, i) => {
    const previous = Object.getOwnPropertyDescriptor(prototype, 'send');
    Reflect.deleteProperty(prototype, 'send');
    const send = sends[i];
    if (send) Object.defineProperty(prototype, 'send', send);
    return previous;
  });
}

function testsOf(block: Circus.DescribeBlock): Circus.TestEntry[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

function nameOf(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block = test.parent; block.parent; block = block.parent) names.unshift(block.name);
  return names.join(' ');
}

/** The error of a test as text: circus keeps a pair of it and of where the test was declared. */
function describeError(errors: readonly unknown[]): string | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  const error: unknown = Array.isArray(first) ? (first[0] ?? first[1]) : first;
  return error instanceof Error ? error.message : String(error);
}

function reset(test: Circus.TestEntry): void {
  Object.assign(test, { errors: [], status: null, startedAt: null, duration: null, seenDone: false });
}

let handle: ((event: Circus.Event) => void) | undefined;
circus.addEventHandler((event: Circus.Event) => handle?.(event));

/** Errors that no test caught, of the run that goes on. A rejection that is handled later is none. */
const uncaught = new Map<unknown, unknown>();
process.on('uncaughtException', (error) => uncaught.set(error, error));
process.on('unhandledRejection', (error, promise) => uncaught.set(promise, error));
process.on('rejectionHandled', (promise) => uncaught.delete(promise));

/** Loads a test file; throws what it throws while it is loaded. */
export function loadSuite(path: string): Suite {
  const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
  Object.assign(globalThis, { describe, it, test, beforeAll, beforeEach, afterAll, afterEach });
  Object.assign(globalThis, { expect: jestExpect, jest: jestObject });
  circus.resetState();
  const environment = { ...process.env };
  const shared = exchangeSends([]);
  let sends: Sends;
  try {
    require(path);
  } finally {
    sends = exchangeSends(shared);
    process.env = environment;
  }
  const state = circus.getState();
  const file = relative(process.cwd(), path);
  const tests = testsOf(state.rootDescribeBlock);
  const idOf = (test: Circus.TestEntry) => `${file}: ${nameOf(test)}`;
  const ids = new Map(tests.map((test) => [test, idOf(test)]));
  const byName = new Map(tests.map((test) => [nameOf(test), idOf(test)]));

  async function run({ isWanted, timeoutMs, bail, onTest }: RunOptions): Promise<TestOutcome[]> {
    for (const test of tests) reset(test);
    let hasFailed = false;
    circus.setState(state);
    state.testTimeout = timeoutMs;
    state.unhandledErrors = [];
    const isSelected = (name: string) => !(bail && hasFailed) && isWanted(byName.get(name) ?? '');
    state.testNamePattern = { test: isSelected } as RegExp;
    handle = (event) => {
      if (event.name === 'test_fn_failure' || event.name === 'hook_failure') hasFailed = true;
      if (event.name === 'test_start') onTest?.(ids.get(event.test));
      if (event.name === 'hook_start' && event.hook.type === 'beforeAll') onTest?.(file);
      if (event.name === 'test_done' || event.name === 'test_skip') onTest?.(undefined);
      if (event.name === 'hook_success' && event.hook.type === 'beforeAll') onTest?.(undefined);
    };
    const before = { ...process.env };
    uncaught.clear();
    const shared = exchangeSends(sends);
    try {
      await circus.run();
      await setImmediate();
    } finally {
      handle = undefined;
      sends = exchangeSends(shared);
      process.env = before;
    }
    const outcomes = tests
      // A test whose `beforeAll` failed does not run.
      .filter(({ status, errors }) => status === 'done' || errors.length > 0)
      .map((test) => ({ id: idOf(test), durationMs: test.duration ?? 0, error: describeError(test.errors) }));
    const [loose] = [...state.unhandledErrors, ...uncaught.values()];
    if (loose !== undefined && outcomes[0] && !hasFailed) outcomes[0].error = describeError([loose]);
    return outcomes;
  }
  return { file, ids: [...ids.values()], run };
}
