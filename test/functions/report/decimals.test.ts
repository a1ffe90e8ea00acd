/** `--decimals`: amounts in Parquet as exact decimal numbers, or an error that names the one that does not fit. */
import { toDecimal } from '../../../functions/report/formats/decimal-column';
import { columnsOf } from '../../../functions/report/report';
import fc from '../../support/fast-check';
import { useKnownHistory } from './use-known-history';

const COLUMNS = columnsOf<{ account: string; asset: string; total: string; worth: string }>({
  account: 'text',
  asset: 'text',
  total: 'amount',
  worth: 'usdt',
});
const line = { account: 'main', asset: 'BTC', total: '', worth: '' };
const [, , total, worth] = COLUMNS as Required<typeof COLUMNS>;
const decimal = (text: string, column = total) => {
  if (!column) throw new Error('There must be such a column.');
  return toDecimal(text, column, line, COLUMNS);
};
const MAX = `${'9'.repeat(18)}.${'9'.repeat(20)}`;

describe('an amount as a decimal', () => {
  it('is exact for all that fit', () => {
    const units = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
    fc.assert(
      fc.property(units, (units) => {
        const digits = String(units < 0n ? -units : units).padStart(21, '0');

        expect(decimal(`${units < 0n ? '-' : ''}${digits.slice(0, -20)}.${digits.slice(-20)}`)).toBe(units);
      }),
    );
  });

  it.each([`1${'0'.repeat(18)}`, `-1${'0'.repeat(18)}`, `0.${'0'.repeat(20)}1`])(
    '%s is refused by name',
    (text) => {
      expect(() => decimal(text)).toThrow(`total of main BTC is ${text}, which does not fit DECIMAL(38,20)`);
    },
  );

  it.each([
    [`0.${'0'.repeat(20)}5`, 0n],
    [`0.${'0'.repeat(19)}15`, 2n],
    [`0.${'0'.repeat(19)}25`, 2n],
    [`-0.${'0'.repeat(19)}35`, -4n],
    [MAX, 10n ** 38n - 1n],
  ])('of USDT, %s is rounded half to even', (text, expected) => {
    expect(decimal(text, worth)).toBe(expected);
  });

  it('of USDT is refused where it is too large after rounding', () => {
    expect(() => decimal(`${MAX}9`, worth)).toThrow('worth of main BTC is ');
  });
});

describe('--decimals', () => {
  const { query } = useKnownHistory();

  it('fails with the amount that does not fit', async () => {
    const result = await query('history', '--account', 'main', '--format', 'parquet', '--decimals');

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(
      'free of main spot SOL 2026-01-01T05:00:00Z is 12345678901234567890.12345678901234567, which does not fit DECIMAL(38,20)',
    );
  });

  it('is refused in another format', async () => {
    expect(await query('history', '--format', 'csv', '--decimals')).toMatchObject({
      exitCode: 2,
      stderr: '--decimals needs --format parquet, got csv.\n',
    });
  });
});
