/** Progress of everything that reads a period: it never goes back, and ends with the last account. */
import type { ReportContext } from '../../../functions/report/context';
import { writePage } from '../../../functions/report/page/page';
import { gaps, history } from '../../../functions/report/queries';
import { readStatement } from '../../../functions/report/statement/read-statement';
import { verifyStatement } from '../../../functions/report/statement/verify';
import { movements, worth } from '../../../functions/report/worth-queries';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { hour, WALLET_ROWS, WALLETS_NOW } from './known-wallets';

describe('the progress', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(WALLET_ROWS);
  });
  afterAll(() => table.close());

  const series = { period: { to: Date.parse(WALLETS_NOW) }, every: 'slot', timezone: 'UTC' } as const;
  const readAll = async ({ items }: { items: AsyncIterable<unknown> }) => {
    for await (const _ of items);
  };
  const statementAt = (context: ReportContext) =>
    readStatement(context, { accounts: ['main'], at: Date.parse(hour(5)), timezone: 'UTC' });

  it.each<[string, (context: ReportContext) => Promise<unknown>]>([
    ['history', (context) => readAll(history(context, series))],
    ['gaps', (context) => readAll(gaps(context, series))],
    ['worth', (context) => readAll(worth(context, { ...series, by: 'account', isSummed: false }))],
    ['worth --sum', (context) => readAll(worth(context, { ...series, by: 'account', isSummed: true }))],
    ['movements', (context) => readAll(movements(context, series))],
    ['html', (context) => writePage(context, { ...series, accounts: ['main'] }, async () => {})],
    ['statement', statementAt],
    [
      'verify',
      async (context) => verifyStatement(context, JSON.parse(JSON.stringify(await statementAt(context)))),
    ],
  ])('of %s is reported', async (_, run) => {
    const shares: number[] = [];
    const { client, tableName } = table;

    await run({
      table: { client, tableName },
      now: Date.parse(WALLETS_NOW),
      warn: () => {},
      progress: (share) => void shares.push(share),
    });

    expect(shares.length).toBeGreaterThan(0);
    expect(Math.max(...shares)).toBeGreaterThan(0.5);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('of several accounts never goes back', async () => {
    const shares: number[] = [];
    const { client, tableName } = table;

    await readAll(
      worth(
        {
          table: { client, tableName },
          now: Date.parse(WALLETS_NOW),
          warn: () => {},
          progress: (share) => void shares.push(share),
        },
        { ...series, by: 'account', isSummed: false },
      ),
    );

    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });
});
