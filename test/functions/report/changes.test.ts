/** Changes: the balances at two moments, and the exact difference where both are known. */
import { type ChangeLine, changesBetween, changesReport } from '../../../functions/report/changes';
import fc from '../../support/fast-check';
import { captured, type Held } from '../../support/slots';

const row = (held: Held) => captured({ slot: '2026-01-01T00:00:00Z', held });

describe('a change', () => {
  const between = (start: Held, end: Held, assets?: string[]) =>
    changesBetween('main', { start: row(start), end: row(end) }, assets).lines.map(
      ({ asset, start, end, change }) => [asset, start, end, change].join(' '),
    );

  it('is listed for each asset that was held at one of the moments, sorted by name', () => {
    expect(between({ ETH: ['2', '0.5'], BTC: '1' }, { SOL: '3', ETH: '1', AAVE: '4' })).toEqual([
      'AAVE 0 4 4',
      'BTC 1 0 -1',
      'ETH 2.5 1 -1.5',
      'SOL 0 3 3',
    ]);
  });

  it('is listed for the selected assets only, held or not', () => {
    expect(between({ BTC: '1', ETH: '2' }, { ETH: '2' }, ['ETH', 'SOL'])).toEqual(['ETH 2 2 0', 'SOL 0 0 0']);
  });

  it('is the end minus the start', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 30n });
    // Eight decimals, as an exchange writes them.
    const decimal = (units: bigint) => {
      const digits = String(units).padStart(9, '0');
      return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
    };
    const units = (text: string | null) => {
      const [full = '', decimals = ''] = (text ?? '').split('.');
      return BigInt(full + decimals.padEnd(8, '0'));
    };
    fc.assert(
      fc.property(amount, amount, (from, to) => {
        const {
          lines: [line],
        } = changesBetween('main', {
          start: row({ BTC: decimal(from) }),
          end: row({ BTC: decimal(to) }),
        });

        expect(units(line?.change ?? null)).toBe(to - from);
      }),
    );
  });

  const held = row({ BTC: '1' });
  it.each([
    ['the start', { end: held }, { start: null, end: '1', startSlot: null, endSlot: held.slot }],
    ['the end', { start: held }, { start: '1', end: null, startSlot: held.slot, endSlot: null }],
  ])('is unknown where %s is', (_, moments, known) => {
    const unknown = { change: null, price: null, worth: null, reason: 'no-captured-slot' };

    expect(changesBetween('main', moments).lines).toEqual([
      { account: 'main', wallet: 'spot', asset: 'BTC', ...known, ...unknown },
    ]);
  });

  it('has a line for a wallet that was read at neither moment', () => {
    const fund = { walletErrors: { fund: { reason: 'permission-denied', message: 'no' } } };

    const { lines } = changesBetween('main', { start: { ...held, ...fund }, end: { ...held, ...fund } });

    expect(lines.map(({ wallet, asset, change, reason }) => [wallet, asset, change, reason])).toEqual([
      ['fund', null, null, 'permission-denied'],
      ['spot', 'BTC', '0', null],
    ]);
  });

  it('has no line for an account type without amounts', () => {
    const end = { ...held, exchangeTotals: { copyTrading: '12.5' } };

    expect(changesBetween('main', { start: held, end }).lines.map(({ wallet }) => wallet)).toEqual(['spot']);
  });

  it('of a wallet that only one row was asked for is unknown', () => {
    const start = { ...held, walletErrors: { ticker: { reason: 'timed-out', message: 'no' } } };
    const end = { ...held, balances: { ...held.balances, fund: {} } };

    const { lines } = changesBetween('main', { start, end });

    expect(
      lines.map(({ wallet, asset, end, change, reason }) => [wallet, asset, end, change, reason]),
    ).toEqual([
      ['fund', null, null, null, 'not-requested'],
      ['spot', 'BTC', '1', '0', null],
    ]);
  });

  it('is one unknown line for the account where both moments are unknown, or one for each selected asset', () => {
    const unknown = {
      account: 'main',
      start: null,
      end: null,
      change: null,
      price: null,
      worth: null,
      startSlot: null,
      endSlot: null,
      reason: 'no-captured-slot',
    };

    expect(changesBetween('main', {}).lines).toEqual([{ ...unknown, wallet: null, asset: null }]);
    expect(changesBetween('main', {}, ['BTC', 'ETH']).lines).toEqual([
      { ...unknown, wallet: null, asset: 'BTC' },
      { ...unknown, wallet: null, asset: 'ETH' },
    ]);
  });
});

describe('the table of changes', () => {
  it.each([
    [{ start: '0', end: '1', change: '1' }, ['0', '1', '+1', 'newly held']],
    [{ start: '1', end: '0', change: '-1' }, ['1', '0', '-1', 'no longer held']],
    [{ start: '1', end: '2', change: '1' }, ['1', '2', '+1', 'more']],
    [{ start: '2', end: '1', change: '-1' }, ['2', '1', '-1', 'less']],
    [{ start: '2', end: '2', change: '0' }, ['2', '2', '0', 'unchanged']],
    [{ start: '0', end: '0', change: '0' }, ['0', '0', '0', 'unchanged']],
    [{ start: null, end: '1', change: null }, ['unknown', '1', 'unknown', 'unknown: no-captured-slot']],
    [{ start: '1', end: null, change: null }, ['1', 'unknown', 'unknown', 'unknown: no-captured-slot']],
  ])('describes %j in words', (amounts, expected) => {
    const line: ChangeLine = {
      account: 'main',
      wallet: 'spot',
      asset: 'BTC',
      price: null,
      worth: null,
      startSlot: null,
      endSlot: null,
      reason: amounts.change === null ? 'no-captured-slot' : null,
      ...amounts,
    };

    const item = { account: 'main', moments: {}, lines: [line] };
    const cells = changesReport.toTables([item])[0]?.rows[0] ?? [];
    expect(cells.filter((_, i) => i !== 5 && i !== 6)).toEqual(['spot', 'BTC', ...expected]);
  });

  it('names the two slots', () => {
    const [start, end] = [row({ BTC: '1' }), { ...row({}), slot: '2026-01-02T00:00:00Z' }];

    expect(changesReport.toTables([changesBetween('main', { start, end })])[0]?.title).toBe(
      `main: from slot ${start.slot}, to slot ${end.slot}`,
    );
    expect(changesReport.toTables([changesBetween('main', { end })])[0]?.title).toBe(
      `main: from unknown (no slot was captured at or before it), to slot ${end.slot}`,
    );
  });

  it('says that nothing was held', () => {
    const [table] = changesReport.toTables([changesBetween('main', { start: row({}), end: row({}) })]);

    expect(table?.title).toMatch(/, to slot \S+, nothing was held$/);
  });

  it('has no asset in a line about the account', () => {
    const [table] = changesReport.toTables([changesBetween('main', {})]);

    expect(table?.rows).toEqual([['', '', ...Array<string>(5).fill('unknown'), 'unknown: no-captured-slot']]);
  });
});
