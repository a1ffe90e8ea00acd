/**
 * Stryker's interface to the suites: which tests reach which mutant, and whether a mutant fails one of them. A failure
 * counts only where the same test passes without the mutant: what an earlier mutant left behind kills none.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetModules, loadSuite, type Suite, type TestOutcome } from './suite';
import { testsOf } from './targets';

type Coverage = Record<string, number>;

/** The global through which the mutated code is steered: https://stryker-mutator.io/docs/mutation-testing-elements/mutant-schemata/ */
type Instrumenter = {
  activeMutant?: string;
  currentTestId?: string;
  mutantCoverage?: { static: Coverage; perTest: Record<string, Coverage> };
  hitCount?: number;
  hitLimit?: number;
};

type MutantRun = {
  activeMutant: { id: string };
  testFilter?: string[];
  hitLimit?: number;
  /** Whether the mutant is also reached while a file is loaded. */
  reloadEnvironment: boolean;
};

const instrumenter: Instrumenter = {};
Object.assign(globalThis, { __stryker__: instrumenter });

let suites = new Map<string, Suite>();
/** What each test file took in the first run: the fastest are tried first. Kept for the process that follows an endless loop. */
const DURATIONS = 'test-durations.json';
const durations = new Map<string, number>(
  existsSync(DURATIONS) ? Object.entries(JSON.parse(readFileSync(DURATIONS, 'utf8'))) : [],
);

function load(file: string): Suite {
  const loaded = suites.get(file) ?? loadSuite(join(process.cwd(), file));
  suites.set(file, loaded);
  return loaded;
}

function reload(): void {
  forgetModules();
  suites = new Map();
  require(join(process.cwd(), 'test', 'support', 'property-seed.ts'));
}

/**
 * The tests of the stack synthesize it while their file is loaded: each mutant needs the file to be loaded again, and what
 * it reaches then is reached by all tests of the file.
 */
const RELOADS = (process.env.MUTATED ?? '').startsWith('infra');

/** In the first run, and against a mutant: a test that waits for something that the mutant prevents has to end soon. */
const TIMEOUT_MS = { first: 60_000, mutant: RELOADS ? 20_000 : 2_500 };

const fileOf = (id: string) => id.slice(0, id.indexOf(': '));

/** The tests that fail with the mutant, or with none: at most one file's. */
async function firstFailure(
  mutant: string | undefined,
  ids: readonly string[],
): Promise<TestOutcome | undefined> {
  const wanted = new Set(ids);
  const files = [...new Set(ids.map(fileOf))];
  files.sort((a, b) => (durations.get(a) ?? 0) - (durations.get(b) ?? 0));
  for (const file of files) {
    if (RELOADS) reload();
    const timeoutMs = Math.max(TIMEOUT_MS.mutant, 3 * (durations.get(file) ?? 0));
    instrumenter.activeMutant = mutant;
    try {
      const outcomes = await load(file).run({
        isWanted: (id) => wanted.has(id),
        timeoutMs,
        bail: true,
      });
      const failed = outcomes.find(({ error }) => error !== undefined);
      if (failed) return failed;
    } catch (error) {
      return { id: ids.find((id) => fileOf(id) === file) ?? file, durationMs: 0, error: String(error) };
    } finally {
      instrumenter.activeMutant = undefined;
    }
  }
  return undefined;
}

async function dryRun() {
  reload();
  const coverage = { static: {}, perTest: {} as Record<string, Coverage> };
  instrumenter.mutantCoverage = coverage;
  const tests = [];
  for (const file of testsOf(process.env.MUTATED ?? '')) {
    if (RELOADS) {
      reload();
      instrumenter.currentTestId = file;
    }
    const suite = load(file);
    instrumenter.currentTestId = undefined;
    const outcomes = await suite.run({
      isWanted: () => true,
      timeoutMs: TIMEOUT_MS.first,
      bail: false,
      onTest: (id) => {
        instrumenter.currentTestId = id;
      },
    });
    // What a hook reaches for all tests of a file is reached by each of them.
    const { [suite.file]: shared, ...perTest } = coverage.perTest;
    coverage.perTest = perTest;
    for (const { id, durationMs, error } of outcomes) {
      durations.set(file, (durations.get(file) ?? 0) + durationMs);
      if (shared) coverage.perTest[id] = { ...shared, ...coverage.perTest[id] };
      tests.push({
        id,
        name: id,
        fileName: file,
        timeSpentMs: durationMs,
        ...(error === undefined ? { status: 0 } : { status: 1, failureMessage: error }),
      });
    }
  }
  writeFileSync(DURATIONS, JSON.stringify(Object.fromEntries(durations)));
  return { status: 'complete', tests, mutantCoverage: coverage };
}

async function mutantRun({ activeMutant: { id }, testFilter = [], hitLimit, reloadEnvironment }: MutantRun) {
  instrumenter.hitLimit = hitLimit;
  instrumenter.hitCount = hitLimit === undefined ? undefined : 0;
  let failed = await firstFailure(id, testFilter);
  const isDoubtful =
    failed && !RELOADS ? (await firstFailure(undefined, [failed.id])) !== undefined : reloadEnvironment;
  if (isDoubtful && !RELOADS) {
    reload();
    failed = await firstFailure(id, testFilter);
    reload();
    if (failed && (await firstFailure(undefined, [failed.id]))) {
      return { status: 'error', errorMessage: `${failed.id} fails without the mutant: ${failed.error}` };
    }
  }
  if (hitLimit !== undefined && (instrumenter.hitCount ?? 0) > hitLimit) {
    return { status: 'timeout', reason: `Hit limit reached (${instrumenter.hitCount}/${hitLimit})` };
  }
  if (!failed) return { status: 'survived', nrOfTests: testFilter.length };
  return {
    status: 'killed',
    killedBy: [failed.id],
    failureMessage: failed.error,
    nrOfTests: testFilter.length,
  };
}

export function createTestRunner() {
  return { capabilities: () => ({ reloadEnvironment: true }), init: async () => reload(), dryRun, mutantRun };
}
