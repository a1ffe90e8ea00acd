/** The bounds of a period: beyond the history, rows just outside, and the progress of a read. */
import type { ReportContext } from '../../../functions/report/context';
import * as commands from '../../../functions/report/queries';
import { startHistoryTable } from '../../support/dynamodb';
import { report, useEngine } from '../../support/run-report';
import { captured, failed, hours } from '../../support/slots';
import { NOW } from './known-history';
import { useKnownHistory } from './use-known-history';

const at = (time: string) => `2026-01-01T${time}Z`;

describe('a period', () => {
  const { query, table } = useKnownHistory();

  async function gaps(account: string, from: string, to: string) {
    const period = ['--from', from, '--to', to, '--format', 'json'];
    const result = await query('gaps', '--account', account, ...period);
    return JSON.parse(result.stdout);
  }

  it.each([
    ['before the account began', '2025-01-01', '2025-12-31'],
    ['yet to come', '2026-02-01', '2026-03-01'],
  ])('%s has no slot that is due, and no completeness', async (_, from, to) => {
    expect(await gaps('main', from, to)).toMatchObject({ due: 0, completeness: null, gaps: [] });
  });

  it('that ends in the future has no slot due after now', async () => {
    expect(await gaps('main', at('10:00:00'), at('23:00:00'))).toMatchObject({ due: 2, missing: 2 });
  });

  it('within an outage finds its missing slots from the row before it', async () => {
    expect(await gaps('main', at('03:30:00'), at('04:30:00'))).toMatchObject({ due: 1, missing: 1 });
  });

  it('includes the slots at its ends', async () => {
    expect(await gaps('main', at('01:00:00'), at('02:00:00'))).toMatchObject({
      due: 2,
      captured: 1,
      failed: 1,
    });
    expect(await gaps('main', at('02:00:00'), at('02:00:00'))).toMatchObject({ due: 1, failed: 1 });
  });

  it('before a rate was recreated has no missing slot, by the row after it', async () => {
    const schedule = 'rate(1 hour)';
    await table().write(
      [at('00:10:07'), at('01:40:00')].map((slot) =>
        captured({ account: 'moved', slot, schedule, held: {} }),
      ),
    );

    expect(await gaps('moved', at('00:00:00'), at('01:30:00'))).toMatchObject({ due: 1, missing: 0 });
  });

  describe('is read', () => {
    const slots = hours('2026-01-01T00:00:00Z', 12);
    function reporting() {
      const shares: number[] = [];
      const { client, tableName } = table();
      const given: ReportContext = {
        table: { client, tableName },
        now: Date.parse(NOW),
        warn: () => {},
        progress: (share) => void shares.push(share),
      };
      return { given, shares };
    }
    async function readThrough(items: AsyncIterable<unknown>): Promise<void> {
      for await (const _ of items);
    }
    beforeAll(() => table().write(slots.map((slot) => failed({ account: 'long', slot, reason: 'banned' }))));

    it('with its progress reported from 0 to 1', async () => {
      const { given, shares } = reporting();
      const period = { from: Date.parse(at('00:00:00')), to: Date.parse(at('11:00:00')) };

      await readThrough(
        commands.history(given, { accounts: ['long'], period, every: 'slot', timezone: 'UTC' }).items,
      );

      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    });

    it('up to the end of the period, not of the history', async () => {
      const { given, shares } = reporting();
      const period = { from: Date.parse(at('01:00:00')), to: Date.parse(at('05:30:00')) };

      await readThrough(commands.gaps(given, { accounts: ['long'], period }).items);

      // Its last row, of 05:00, lies four of four and a half hours behind the start.
      expect(shares.at(-1)).toBeCloseTo(4 / 4.5, 10);
    });

    it('account by account, each of them a share of the progress', async () => {
      const { given, shares } = reporting();
      const question = { accounts: ['main', 'long', 'savings', 'main'], at: given.now };

      await readThrough(commands.balances(given, question).items);

      expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
    });

    it('without progress for a single account, whose balance is one request', async () => {
      const { given, shares } = reporting();

      await readThrough(commands.balances(given, { accounts: ['main'], at: given.now }).items);

      expect(shares).toEqual([]);
    });
  });

  it('of an account that does not exist is an error that names up to ten existing ones', async () => {
    const other = await startHistoryTable();
    useEngine(other);
    const readMistyped = () =>
      report(['history', '--table', other.tableName, '--account', 'mian', '--format', 'csv'], NOW);
    const named = (count: number) =>
      Array.from({ length: count }, (_, i) => `a${String(i).padStart(2, '0')}`);
    const write = (accounts: string[]) =>
      other.write(accounts.map((account) => captured({ account, slot: at('00:00:00'), held: {} })));

    await write(named(10));
    const ten = await readMistyped();
    await write(named(12));
    const twelve = await readMistyped();

    const list = named(10).join(', ');
    expect(ten.stderr).toContain(`There is no account mian in ${other.tableName}; it has ${list}.\n`);
    expect(twelve.stderr).toContain(`it has ${list} and 2 more.\n`);
    useEngine(table());
    await other.close();
  });
});
