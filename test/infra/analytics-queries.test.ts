/** The JSON paths of the analytics view select what a line of an export has at them. */
import { toDynamoJson } from '../../functions/history/marshall';
import { AMOUNT_PATHS, BALANCES_PATH, PRICES_PATH, ROW_PATHS } from '../../infra/analytics-queries';
import { captured, failed } from '../support/slots';

describe("the view's JSON paths", () => {
  /** A line of an export, as DynamoDB writes it. */
  const exported = (row: Parameters<typeof toDynamoJson>[0]) =>
    JSON.parse(JSON.stringify({ Item: toDynamoJson(row) }));
  const at = (json: unknown, path: string): unknown =>
    path
      .split('.')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], json);
  const valuesAt = (json: unknown, paths: Record<string, string>) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, at(json, path)]));

  it('select the columns and exact amounts of a captured row', () => {
    const row = captured({
      slot: '2026-01-01T00:00:00Z',
      held: { BTC: ['1.50000000000000000000000000001', '0.25'] },
    });
    const line = exported({ ...row, prices: { BTC: '87708.28' } });

    expect(valuesAt(line, ROW_PATHS)).toEqual({
      account: 'main',
      slot: '2026-01-01T00:00:00Z',
      status: 'captured',
      captured_at: '2026-01-01T00:00:00.250Z',
      reason: undefined,
    });
    expect(Object.keys(at(line, BALANCES_PATH) as object)).toEqual(['spot']);
    expect(valuesAt(at(line, `${BALANCES_PATH}.spot.M.BTC`), AMOUNT_PATHS)).toMatchObject({
      free: '1.50000000000000000000000000001',
      locked: '0.25',
      equity: undefined,
    });
    expect(at(line, `${PRICES_PATH}.BTC.N`)).toBe('87708.28');
  });

  it('select the amounts of futures wallets', () => {
    const perpetual = {
      balance: '1',
      equity: '2',
      unrealizedProfit: '1',
      availableMargin: '0',
      usedMargin: '0',
      frozenMargin: '0',
    };
    const standard = {
      balance: '3',
      crossWalletBalance: '3',
      crossUnrealizedProfit: '-1',
      availableBalance: '0',
      maxWithdrawAmount: '0',
    };
    const row = captured({ slot: '2026-01-01T00:00:00Z', held: {} });
    const line = exported({
      ...row,
      balances: { ...row.balances, USDTMPerp: { USDT: perpetual }, stdFutures: { USDT: standard } },
    });

    const amounts = (wallet: string) => valuesAt(at(line, `${BALANCES_PATH}.${wallet}.M.USDT`), AMOUNT_PATHS);
    expect(amounts('USDTMPerp')).toMatchObject({ equity: '2', unrealized_profit: '1', free: undefined });
    expect(amounts('stdFutures')).toMatchObject({
      balance: '3',
      cross_unrealized_profit: '-1',
      equity: undefined,
    });
  });

  it('select the reason of a failed row, which has no balances', () => {
    const line = exported(failed({ slot: '2026-01-01T00:00:00Z', reason: 'banned' }));

    expect(valuesAt(line, ROW_PATHS)).toMatchObject({ status: 'failed', reason: 'banned' });
    expect(at(line, BALANCES_PATH)).toBeUndefined();
  });
});
