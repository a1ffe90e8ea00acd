/** A mistyped asset is an error that names the nearest one; a known asset may have a balance of zero. */
import { captured, failed } from '../../support/slots';
import { useKnownHistory } from './use-known-history';

const slot = (hour: number) => `2026-01-01T0${hour}:00:00Z`;

describe('an asset', () => {
  const { query, table } = useKnownHistory();

  const FROM = ['--from', '2026-01-01T00:00:00Z'];

  it.each([
    ['balances', []],
    ['history', []],
    ['history', ['--every', 'day', '--format', 'csv']],
    ['changes', FROM],
  ])(
    'that %s %j would report as zero for a typo is refused, and the nearest is named',
    async (command, args) => {
      const result = await query(command, '--account', 'main', '--asset', 'btc', ...args);

      expect(result).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: 'No row of main that was read holds btc; did you mean BTC?\n',
      });
    },
  );

  it('is suggested for each of several typos', async () => {
    const result = await query('balances', '--asset', 'BTD', 'BTC', 'usdt');

    expect(result.stderr).toBe(
      'No row of any of the 2 accounts that was read holds BTD, usdt; did you mean BTC, USDT?\n',
    );
  });

  it.each([
    ['history', []],
    ['changes', FROM],
    ['balances', ['--at', slot(1)]],
  ])('that %s %j reads in an older row alone is answered', async (command, args) => {
    const result = await query(command, '--account', 'main', '--asset', 'ETH', ...args, '--format', 'ndjson');

    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('"ETH"');
  });

  it('that is held now is zero at a time when it was not', async () => {
    const result = await query(
      'history',
      '--account',
      'main',
      '--asset',
      '=ODD',
      '--to',
      slot(1),
      '--format',
      'ndjson',
    );

    expect(result.exitCode).toBe(0);
    expect(
      result.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).total),
    ).toEqual(['0', '0']);
  });

  it('that one of several accounts held is reported for each of them', async () => {
    const result = await query('balances', '--asset', 'BTC', 'USDT', '--format', 'ndjson');

    expect(result.exitCode).toBe(0);
    expect(result.stdout.trim().split('\n')).toHaveLength(2);
  });

  it('of an account without a captured row is unknown, and no error', async () => {
    await table().write([failed({ account: 'new', slot: slot(3), reason: 'banned' })]);

    const result = await query('balances', '--account', 'new', '--asset', 'btc', '--format', 'json');

    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ slot: null, balances: null });
  });

  it('of an account that never held anything is an error without a suggestion', async () => {
    await table().write([captured({ account: 'empty', slot: slot(3), held: {} })]);

    const result = await query('balances', '--account', 'empty', '--asset', 'BTC');

    expect(result).toMatchObject({ exitCode: 1, stderr: 'No row of empty that was read holds BTC.\n' });
  });

  it('does not hide the error for an account that does not exist', async () => {
    const result = await query('balances', '--account', 'mian', '--asset', 'btc');

    expect(result.stderr).toMatch(/^There is no account mian in /);
  });

  it('named like an object’s property is an error as well', async () => {
    const result = await query('balances', '--account', 'main', '--asset', 'constructor');

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
  });
});
