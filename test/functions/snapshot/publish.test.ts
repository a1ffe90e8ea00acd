/** The metrics of each outcome, and the outcomes that Lambda should retry. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE } from '../../../functions/snapshot/metrics';
import { FAILURES, type FailureReason, type Outcome } from '../../../functions/snapshot/outcome';
import { metricsOf, publish, throwIfRetryable } from '../../../functions/snapshot/publish';

const slot = '2026-11-22T06:00:00Z';
const failed = (reason: FailureReason, recorded = true): Outcome => ({
  outcome: 'failed',
  account: 'main',
  slot,
  reason,
  message: 'why',
  recorded,
});

describe('the metrics', () => {
  it('of a capture are one count', () => {
    expect(metricsOf({ outcome: 'captured', account: 'main', slot, assets: 3 })).toEqual([
      'SnapshotCaptured',
    ]);
  });

  it('of a second delivery are none', () => {
    expect(metricsOf({ outcome: 'already-captured', account: 'main', slot })).toEqual([]);
  });

  it.each([
    ['ip-not-whitelisted', 'WhitelistError'],
    ['timestamp-rejected', 'TimestampError'],
    ['rate-limited', 'RateLimitError'],
    ['banned', 'RateLimitError'],
    ['credentials-missing', 'CredentialsError'],
    ['credentials-unavailable', 'CredentialsError'],
    ['credentials-rejected', 'CredentialsError'],
    ['permission-denied', 'CredentialsError'],
    ['account-restricted', 'CredentialsError'],
    ['request-rejected', 'ExchangeError'],
    ['exchange-unavailable', 'ExchangeError'],
    ['invalid-response', 'ExchangeError'],
    ['too-late', 'TooLateError'],
    ['too-early', 'TimestampError'],
    ['history-unavailable', 'HistoryError'],
  ] satisfies [FailureReason, string][])('of %s are %s and the count of failures', (reason, own) => {
    expect(metricsOf(failed(reason))).toEqual(['SnapshotFailed', own]);
  });

  it('include HistoryError when the failed row could not be written', () => {
    expect(metricsOf(failed('banned', false))).toEqual(['SnapshotFailed', 'RateLimitError', 'HistoryError']);
    expect(metricsOf(failed('history-unavailable', false))).toEqual(['SnapshotFailed', 'HistoryError']);
  });

  it('of a capture are one line of EMF by stack, and one by account for its wallets', () => {
    const walletErrors = { fund: 'timed-out' };
    const line = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    metrics.clearDefaultDimensions();

    publish(
      { outcome: 'captured', account: 'main', slot, assets: 3, walletErrors },
      metrics,
      'OtherSnapshots',
    );
    const printed = line.mock.calls.map(([text]) => JSON.parse(String(text)));
    line.mockRestore();

    const metricsOfLine = (dimension: string, name: string) => ({
      CloudWatchMetrics: [
        {
          Namespace: 'BalanceSnapshots',
          Dimensions: [[dimension]],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    });
    expect(printed).toMatchObject([
      { _aws: metricsOfLine('stack', 'SnapshotCaptured'), stack: 'OtherSnapshots', SnapshotCaptured: 1 },
      { _aws: metricsOfLine('account', 'WalletError'), account: 'main', WalletError: 1 },
    ]);
    expect(printed[0]).not.toHaveProperty('account');
    expect(printed[1]).not.toHaveProperty('stack');
  });

  it('of a failure are one line of EMF with the account as the only dimension', () => {
    const line = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    metrics.clearDefaultDimensions();

    publish(failed('ip-not-whitelisted'), metrics);
    const printed = line.mock.calls.map(([text]) => String(text));
    line.mockRestore();

    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'BalanceSnapshots',
            Dimensions: [['account']],
            Metrics: [
              { Name: 'SnapshotFailed', Unit: 'Count' },
              { Name: 'WhitelistError', Unit: 'Count' },
            ],
          },
        ],
      },
      account: 'main',
      SnapshotFailed: 1,
      WhitelistError: 1,
    });
  });
});

describe('a retry by Lambda', () => {
  it('is requested for transient failures only', () => {
    const thrown = (Object.keys(FAILURES) as FailureReason[]).filter((reason) => {
      try {
        throwIfRetryable(failed(reason));
        return false;
      } catch {
        return true;
      }
    });

    expect(thrown).toEqual([
      'rate-limited',
      'credentials-unavailable',
      'exchange-unavailable',
      'invalid-response',
      'history-unavailable',
      'internal-error',
    ]);
  });

  it('is requested when the failed row could not be written, for any reason', () => {
    expect(() => throwIfRetryable(failed('ip-not-whitelisted', false))).toThrow(
      'main has no snapshot for 2026-11-22T06:00:00Z (ip-not-whitelisted): why',
    );
  });

  it('is not requested for successful outcomes', () => {
    throwIfRetryable({ outcome: 'captured', account: 'main', slot, assets: 3 });
    throwIfRetryable({ outcome: 'already-captured', account: 'main', slot });
  });
});
