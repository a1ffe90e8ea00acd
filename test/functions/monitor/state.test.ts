/** The state of a slot, from its row. */
import { isFinalFailure, type SlotState, stateOf, stateOfEither } from '../../../functions/monitor/state';

const item = (failure: object) => ({
  slot: { S: '2026-11-22T06:00:00Z' },
  status: { S: 'failed' },
  version: { N: '2' },
  failure: {
    M: {
      reason: { S: 'banned' },
      message: { S: '' },
      at: { S: '2026-11-22T06:00:02.000Z' },
      attempts: { N: '1' },
      ...failure,
    },
  },
});
const AT = Date.parse('2026-11-22T06:00:02.000Z');

it('a failed row has code, address and end of the ban where it names them', () => {
  expect(stateOf(item({}))).toStrictEqual({ kind: 'failed', reason: 'banned', at: AT });
  expect(
    stateOf(
      item({
        code: { S: '100410' },
        egressIp: { S: '203.0.113.7' },
        retryAt: { S: '2026-11-22T07:00:00.000Z' },
      }),
    ),
  ).toStrictEqual({
    kind: 'failed',
    reason: 'banned',
    at: AT,
    code: '100410',
    egressIp: '203.0.113.7',
    retryAt: '2026-11-22T07:00:00.000Z',
  });
});

it('a wallet whose error cannot be read is unknown', () => {
  const walletErrors = { M: { fund: { M: {} }, ticker: { S: 'timed-out' } } };
  const captured = { status: { S: 'captured' }, capturedAt: { S: '2026-11-22T06:00:01.000Z' } };

  expect(stateOf({ ...item({}), ...captured, walletErrors })).toStrictEqual({
    kind: 'captured',
    wallets: { fund: 'unknown', ticker: 'unknown' },
  });
});

const failed: SlotState = { kind: 'failed', reason: 'banned', at: AT };
const captured: SlotState = { kind: 'captured', wallets: {} };
const missing: SlotState = { kind: 'missing' };

it.each([
  ['captured, where one is', [missing, failed, captured], captured],
  ['failed, where one is and none is captured', [missing, failed], failed],
  ['missing, where none has a row', [missing, missing], missing],
])('the rows at both times of a repeated slot are %s', (_, states, state) => {
  expect(stateOfEither(states)).toEqual(state);
});

it.each([
  ['30 seconds before the run', failed, AT + 30_000, false],
  ['more than 30 seconds before the run', failed, AT + 30_001, true],
  ['before the run, and a retry can capture it', { ...failed, reason: 'rate-limited' }, AT + 60_000, false],
  ['never', missing, AT + 60_000, false],
  ['never, as it is captured', captured, AT + 60_000, false],
])('a slot that failed %s is final: %#', (_, state, run, isFinal) => {
  expect(isFinalFailure(state as SlotState, run)).toBe(isFinal);
});
