/** Fuzzed answers are captured exactly or fail; none ends the process. */
import { withoutCoreStackTraces } from '../support/core-errors';
import { fuzzAnswers } from './fuzz';

const ANSWERS = Number(process.env.ANSWERS ?? 600);

withoutCoreStackTraces();

it(`${ANSWERS} fuzzed answers are captured exactly or fail`, async () => {
  const { captured, failed, holding } = await fuzzAnswers({ runs: ANSWERS });

  expect(captured + failed).toBe(ANSWERS);
  // The fuzzing is only useful where many answers are captured and many are not.
  expect(holding).toBeGreaterThan(ANSWERS / 20);
  expect(failed).toBeGreaterThan(ANSWERS / 20);
}, 300_000);
