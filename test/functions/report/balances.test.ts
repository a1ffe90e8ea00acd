/** Balances at a moment: those of the last captured slot, and when they are out of date. */
import type { CapturedRow } from '../../../functions/history/row';
import { balanceLines, balancesAt, balancesReport, staleness } from '../../../functions/report/balances';
import { captured } from '../../support/slots';
import { valuesOf } from './write-report';

const known = { wallet: 'spot', status: 'captured', reason: null };
const NOON = '2026-01-01T12:00:00Z';

describe('the balances of a row', () => {
  const row = captured({ slot: NOON, held: { ETH: ['2', '0.5'], BTC: '1.5' } });

  it('are sorted by name, with the exact sum of free and locked', () => {
    expect(balanceLines(row)).toEqual([
      { ...known, asset: 'BTC', free: '1.5', locked: '0', total: '1.5', price: null, worth: null },
      { ...known, asset: 'ETH', free: '2', locked: '0.5', total: '2.5', price: null, worth: null },
    ]);
  });

  it('are in the order of --asset, and exactly zero where nothing was held', () => {
    expect(balanceLines(row, ['SOL', 'ETH']).map(({ asset, total }) => [asset, total])).toEqual([
      ['SOL', '0'],
      ['ETH', '2.5'],
    ]);
    expect(balanceLines({ balances: { spot: {} } }, ['BTC'])).toEqual([
      { ...known, asset: 'BTC', free: '0', locked: '0', total: '0', price: null, worth: '0' },
    ]);
  });

  it('are unknown in a wallet of an unknown kind', () => {
    const balances = { spot: {}, vault: { BTC: { units: '1' } } } as CapturedRow['balances'];

    expect(balanceLines({ balances })).toEqual([
      {
        wallet: 'vault',
        asset: null,
        free: null,
        locked: null,
        total: null,
        price: null,
        worth: null,
        status: 'captured',
        reason: null,
      },
    ]);
  });

  it('include each wallet of the row, in order', () => {
    const holding = { BTC: { free: '1', locked: '0' } };

    expect(balanceLines({ balances: { spot: holding, fund: holding } }).map(({ wallet }) => wallet)).toEqual([
      'fund',
      'spot',
    ]);
  });
});

describe('a balance', () => {
  const row = captured({ slot: NOON, held: { BTC: '1' } });
  const stale = (at: string, now = '2026-01-02T00:00:00Z') => staleness('main', at, now, row);

  it('is current until the next slot is due', () => {
    expect(stale(NOON)).toBeUndefined();
    expect(stale('2026-01-01T13:00:00Z')).toBeUndefined();
  });

  it('is stale from the second after that', () => {
    expect(stale('2026-01-01T13:00:01Z')).toBe(
      'The last captured slot of main is 2026-01-01T12:00:00Z, 1 h before 2026-01-01T13:00:01Z: further back than one interval.',
    );
  });

  it.each([
    ['cron(0 0/4 * * ? *)', '2026-01-01T16:00:00Z'],
    ['rate(90 minutes)', '2026-01-01T13:30:00Z'],
    ['cron(0 12 1 * ? *)', '2026-02-01T12:00:00Z'],
    ['cron(0 12 29 2 ? *)', '2028-02-29T12:00:00Z'],
  ])('is as good as new for as long as its own schedule, %s, says', (schedule, next) => {
    const asked = (at: string) => staleness('main', at, '2029-01-01T00:00:00Z', { ...row, schedule });

    expect(asked(next)).toBeUndefined();
    expect(asked(next.replace('00Z', '01Z'))).toContain('further back than one interval');
  });

  it('is not stale only because the moment is in the future', () => {
    expect(stale('2027-01-01T00:00:00Z', '2026-01-01T12:30:00Z')).toBeUndefined();
    expect(stale('2027-01-01T00:00:00Z', '2026-01-01T13:30:00Z')).toContain('further back');
  });

  it('is not stale without a schedule', () => {
    const byHand = { ...row, schedule: undefined };

    expect(staleness('main', '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', byHand)).toBeUndefined();
  });

  it('is unknown without a row, with a warning', () => {
    expect(staleness('main', NOON, NOON, undefined)).toBe(
      `What main held at ${NOON} is unknown: no slot was captured at or before it.`,
    );
  });
});

describe('the lines of balances', () => {
  const lines = (item: ReturnType<typeof balancesAt>) =>
    valuesOf(balancesReport, item).map((line) => line.map(String).join(' '));

  it('are one for each asset', () => {
    const row = captured({ slot: NOON, held: { BTC: '1', ETH: ['2', '0.5'] } });

    expect(lines(balancesAt('main', NOON, NOON, row))).toEqual([
      `main ${NOON} ${NOON} 2026-01-01T12:00:00.250Z spot BTC 1 0 1 null null captured null`,
      `main ${NOON} ${NOON} 2026-01-01T12:00:00.250Z spot ETH 2 0.5 2.5 null null captured null`,
    ]);
  });

  it('are one line of zeros for an empty account, and one of nulls where the balance is unknown', () => {
    const nothing = captured({ slot: NOON, held: {} });

    expect(lines(balancesAt('main', NOON, NOON, nothing))).toEqual([
      `main ${NOON} ${NOON} 2026-01-01T12:00:00.250Z null null 0 0 0 null 0 captured null`,
    ]);
    expect(lines(balancesAt('main', NOON, NOON, undefined))).toEqual([
      `main ${NOON} null null null null null null null null null null no-captured-slot`,
    ]);
  });

  it.each<[what: string, changes: Partial<CapturedRow>]>([
    ['has a value of the exchange alone', { exchangeTotals: { copyTrading: '12.5' } }],
    ['was not read', { walletErrors: { allAccountBalance: { reason: 'timed-out', message: 'no' } } }],
  ])('have an unknown worth for an empty account of which another type %s', (_what, changes) => {
    const row = { ...captured({ slot: NOON, held: {} }), ...changes };

    expect(lines(balancesAt('main', NOON, NOON, row))).toEqual([
      `main ${NOON} ${NOON} 2026-01-01T12:00:00.250Z null null 0 0 0 null null captured null`,
    ]);
  });
});
