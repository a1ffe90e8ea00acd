/** The commands about worth, on a table with two accounts, rows without prices, failed and missing slots. */
import { parseMinWorth } from '../../../functions/report/options';
import { useKnownHistory } from './use-known-history';

const { query } = useKnownHistory();
const lines = async (...args: [string, ...string[]]): Promise<Record<string, unknown>[]> => {
  const { exitCode, stdout } = await query(...args, '--format', 'json');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
};
const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;

describe('the worth command', () => {
  it('has a line for each due slot, unknown where no price or no row is known', async () => {
    const found = await lines('worth', '--account', 'main');

    expect(found.map(({ slot, worth, complete, status }) => [slot, worth, complete, status])).toEqual([
      [at(0), null, false, 'captured'],
      [at(1), null, false, 'captured'],
      [at(2), null, false, 'failed'],
      [at(3), null, false, 'failed'],
      [at(4), null, false, 'missing'],
      [at(5), null, false, 'captured'],
      // Nothing was held, which has a worth without prices.
      [at(6), '0', true, 'captured'],
      [at(7), null, false, 'failed'],
      [at(8), null, false, 'captured'],
      [at(9), null, false, 'missing'],
      [at(10), null, false, 'missing'],
      [at(11), null, false, 'missing'],
    ]);
  });

  it('keeps the last captured slot of each day, for each account', async () => {
    const found = await lines('worth', '--every', 'day', '--by', 'wallet');

    expect(found.map(({ account, slot, wallet }) => [account, slot, wallet])).toEqual([
      ['main', at(8), 'spot'],
      ['savings', at(10), 'spot'],
    ]);
  });
});

describe('the worth of all accounts together', () => {
  it('has as its status the worst of a slot, and not-due where it is due for some accounts alone', async () => {
    const found = await lines('worth', '--sum');

    expect(found.map(({ slot, status }) => [slot, status])).toEqual([
      [at(0), 'not-due'],
      [at(1), 'not-due'],
      [at(2), 'failed'],
      [at(3), 'failed'],
      [at(4), 'missing'],
      [at(5), 'not-due'],
      [at(6), 'not-due'],
      [at(7), 'failed'],
      [at(8), 'not-due'],
      [at(9), 'missing'],
      [at(10), 'missing'],
      [at(11), 'missing'],
    ]);
  });
});

describe('the movements command', () => {
  it('has the changes of a period, the first counted from the row before it', async () => {
    const found = await lines(
      'movements',
      '--account',
      'main',
      '--asset',
      'BTC',
      '--from',
      at(1),
      '--to',
      at(6),
    );

    expect(found.map(({ slot, previousSlot, change, gap }) => [slot, previousSlot, change, gap])).toEqual([
      [at(1), at(0), '0.00000001', false],
      [at(5), at(1), '-0.10000001', true],
      [at(6), at(5), '-1.4', false],
    ]);
  });

  it('marks the gap between the row before the period and its first row', async () => {
    const found = await lines(
      'movements',
      '--account',
      'main',
      '--asset',
      'BTC',
      '--from',
      at(5),
      '--to',
      at(5),
    );

    expect(found).toMatchObject([{ slot: at(5), previousSlot: at(1), gap: true }]);
  });

  it('refuses a minimum worth that is no amount', async () => {
    const { exitCode, stderr } = await query('movements', '--min-worth', 'much');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('--min-worth must be an amount of USDT such as 100 or 0.5, got "much".');
  });

  it.each(['', '-1', '1e3', '1.', '.5', 'a 1', '1 USDT', '1'.repeat(31), `0.${'1'.repeat(31)}`])(
    'refuses "%s" as well',
    (text) => {
      expect(() => parseMinWorth(text)).toThrow(
        `--min-worth must be an amount of USDT such as 100 or 0.5, got "${text}".`,
      );
    },
  );

  it.each(['0', '100', '0.5', '12345.678'])('takes a minimum worth of %s', (text) => {
    expect(parseMinWorth(text)).toBe(text);
  });

  it.each([
    ['No movements.', 'where slots were captured and no amount changed', at(1), ['--asset', 'ETH']],
    ['No data for this period.', 'where no slot was captured', at(4), []],
  ])('says "%s" %s', async (sentence, _, slot, args) => {
    const result = await query('movements', '--account', 'main', '--from', slot, '--to', slot, ...args);

    expect(result.stdout).toBe(`${sentence}\n`);
  });
});
