/** Filters: accounts, assets, periods and moments of a known history, and unknown balances. */
import { useKnownHistory } from './use-known-history';

type Line = Record<string, string | number | null>;

describe('a report', () => {
  const { query, table } = useKnownHistory();

  it('of several or all accounts is a list', async () => {
    const named = await query('gaps', '--account', 'savings', 'main', '--format', 'json');
    const all = await query('balances', '--format', 'json');

    expect(JSON.parse(named.stdout).map(({ account }: { account: string }) => account)).toEqual([
      'savings',
      'main',
    ]);
    expect(JSON.parse(all.stdout).map(({ account }: { account: string }) => account)).toEqual([
      'main',
      'savings',
    ]);
  });

  it('of an asset is zero where it was not held, and null where the balance is unknown', async () => {
    const result = await query('history', '--account', 'main', '--asset', 'ETH', '--format', 'json');

    const totals = JSON.parse(result.stdout).map(({ slot, total }: Line) => [
      String(slot).slice(11, 13),
      total,
    ]);
    expect(totals).toEqual([
      ['00', '2.5'],
      ['01', '2.5'],
      ['02', null],
      ['03', null],
      ['04', null],
      ['05', '0'],
      ['06', '0'],
      ['07', null],
      ['08', '0'],
      ['09', null],
      ['10', null],
      ['11', null],
    ]);
  });

  it('by periods has the last captured slot of each, in the given zone', async () => {
    const daily = (...zone: string[]) =>
      query('history', '--account', 'main', '--asset', 'BTC', '--every', 'day', ...zone, '--format', 'json');

    const [full, split] = [await daily(), await daily('--timezone', 'Pacific/Honolulu')];

    const slots = (result: { stdout: string }) => JSON.parse(result.stdout).map((line: Line) => line.slot);
    expect(slots(full)).toEqual(['2026-01-01T08:00:00Z']);
    // In Honolulu a new day begins at 10:00 UTC; none of its slots was captured, so its last one stands for it.
    expect(slots(split)).toEqual(['2026-01-01T08:00:00Z', '2026-01-01T11:00:00Z']);
  });

  it('warns on standard error and in the table of a balance that is older than one interval', async () => {
    const late = await query('balances', '--account', 'main');
    const fresh = await query('balances', '--account', 'main', '--at', '2026-01-01T08:59:59Z');

    expect(late.stderr).toBe(
      'The last captured slot of main is 2026-01-01T08:00:00Z, 3 h 30 min before 2026-01-01T11:30:00Z: further back than one interval.\n',
    );
    expect(late.stdout).toContain(
      'slot 2026-01-01T08:00:00Z, 3 h 30 min old, further back than one interval',
    );
    expect(fresh.stderr).toBe('');
  });

  it.each([
    ['balances', '--at'],
    ['changes', '--from', '2026-01-01T00:00:00Z', '--to'],
  ])('of %s at a moment in the future warns where data ends', async (command, ...args) => {
    const result = await query(command, '--account', 'main', ...args, '2026-01-02T00:00:00Z');

    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain(
      '2026-01-02T00:00:00Z is in the future; data ends at 2026-01-01T11:30:00Z.\n',
    );
  });

  it('of a balance before the first captured slot is unknown, not empty', async () => {
    const result = await query('balances', '--account', 'main', '--at', '2025-12-31', '--format', 'json');

    expect(JSON.parse(result.stdout)).toEqual({
      account: 'main',
      at: '2025-12-31T23:59:59Z',
      slot: null,
      capturedAt: null,
      balances: null,
    });
    expect(result.stderr).toContain('What main held at 2025-12-31T23:59:59Z is unknown');
  });

  it('of changes distinguishes newly held, no longer held and unknown', async () => {
    const between = (from: string, to: string, ...format: string[]) =>
      query('changes', '--account', 'main', '--from', from, '--to', to, ...format);

    const result = await between('2026-01-01T01:00:00Z', '2026-01-01T05:00:00Z');
    const unknown = await between('2025-12-01', '2026-01-01T00:00:00Z', '--format', 'json');

    expect(result.stdout).toMatch(/ETH .*-2\.5\s+unknown\s+unknown {2}no\s+longer\s+held/);
    expect(result.stdout).toMatch(/SOL .* {2}newly\s/);
    expect(JSON.parse(unknown.stdout)).toEqual([
      {
        account: 'main',
        wallet: 'spot',
        asset: 'BTC',
        start: null,
        end: '1.5',
        change: null,
        price: null,
        worth: null,
        startSlot: null,
        endSlot: '2026-01-01T00:00:00Z',
        reason: 'no-captured-slot',
      },
      {
        account: 'main',
        wallet: 'spot',
        asset: 'ETH',
        start: null,
        end: '2.5',
        change: null,
        price: null,
        worth: null,
        startSlot: null,
        endSlot: '2026-01-01T00:00:00Z',
        reason: 'no-captured-slot',
      },
    ]);
  });

  it('of changes warns of each moment that is unknown or stale', async () => {
    const between = async (from: string, to: string) => {
      const result = await query('changes', '--account', 'main', '--from', from, '--to', to);
      return result.stderr;
    };

    expect(await between('2025-12-31T00:00:00Z', '2026-01-01T04:00:00Z')).toBe(
      'What main held at 2025-12-31T00:00:00Z is unknown: no slot was captured at or before it.\n' +
        'The last captured slot of main is 2026-01-01T01:00:00Z, 3 h before 2026-01-01T04:00:00Z: further back than one interval.\n',
    );
    expect(await between('2026-01-01T00:00:00Z', '2026-01-01T05:00:00Z')).toBe('');
  });

  it.each(['balances', 'history', 'changes', 'gaps'])(
    'about an account that %s know nothing of is refused',
    async (command) => {
      const result = await query(
        command,
        '--account',
        'mian',
        ...(command === 'changes' ? ['--from', '2026-01-01'] : []),
      );

      expect(result.exitCode).toBe(1);
      expect(result.stderr).toBe(`There is no account mian in ${table().tableName}; it has main, savings.\n`);
    },
  );

  it('in CSV has formulas escaped and negative amounts as numbers', async () => {
    const gaps = await query('gaps', '--account', 'main', '--format', 'csv');
    const changes = await query(
      'changes',
      '--account',
      'main',
      '--from',
      '2026-01-01T01:00:00Z',
      '--format',
      'csv',
    );

    expect(gaps.stdout).toContain(`"'=HYPERLINK(""http://x"",""busy"")"`);
    expect(changes.stdout).toContain("main,spot,'=ODD,0,0.1,0.1,,,");
    expect(changes.stdout).toContain('main,spot,ETH,2.5,0,-2.5,,,');
  });
});
