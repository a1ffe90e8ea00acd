/** Answers that no exchange would give: none is captured as anything but what it says, and none ends the process. */
import { fuzzAnswers } from './fuzz';

const ANSWERS = Number(process.env.ANSWERS ?? 5_000);

it(`${ANSWERS} changed answers are captured as they read, or not at all`, async () => {
  const { captured, failed, holding } = await fuzzAnswers({ runs: ANSWERS });

  expect(captured + failed).toBe(ANSWERS);
  // What the fuzzing is worth: enough of it gets through to be captured, and enough does not.
  expect(holding).toBeGreaterThan(ANSWERS / 20);
  expect(failed).toBeGreaterThan(ANSWERS / 20);
}, 300_000);
