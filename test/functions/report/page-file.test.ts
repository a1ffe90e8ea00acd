/** The page's file, without a browser: the data it contains, and that no text in it can act as markup. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import {
  decodeAmounts,
  decodeSlots,
  type PageAmounts,
  type PageOutline,
} from '../../../functions/report/page/data';
import { temporaryFile } from '../../support/run-report';
import { captured, failed, hours } from '../../support/slots';
import { GAPS, HISTORY, NOW } from './known-history';
import { useKnownHistory } from './use-known-history';

describe('the file of the page', () => {
  const { query, table } = useKnownHistory();

  async function page(...args: string[]): Promise<string> {
    const file = temporaryFile('report.html');
    const result = await query('html', ...args, '--output', file);
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    return readFileSync(file, 'utf8');
  }

  const scripts = (html: string) =>
    [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)].map(([, kind = '', text = '']) => ({
      kind,
      text,
    }));
  const partText = (html: string, id: string) =>
    scripts(html).find(({ kind }) => kind.includes(`id="${id}"`))?.text ?? '';
  const partOf = <T>(html: string, id: string): T =>
    JSON.parse(gunzipSync(Buffer.from(partText(html, id), 'base64')).toString());
  const dataOf = (html: string) => partOf<PageOutline>(html, 'data');
  const amountsOf = (html: string) => partOf<PageAmounts>(html, 'amounts');
  const policyOf = (html: string) => /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];

  describe('contains', () => {
    it('every due slot, and every amount exactly, with null for unknown ones', async () => {
      const html = await page('--account', 'main');

      const { madeAt, timezone, accounts } = dataOf(html);
      const [amounts = []] = amountsOf(html);

      const [main] = accounts;
      if (!main) throw new Error('The page has no account');
      const { times, gapOf } = decodeSlots(main);
      const slots = [...new Set(HISTORY.map(({ slot }) => slot))];
      expect({ madeAt, timezone, accounts: accounts.length }).toEqual({
        madeAt: NOW,
        timezone: 'UTC',
        accounts: 1,
      });
      const { historyFrom: _, ...gaps } = GAPS;
      expect(main.gaps).toEqual(gaps);
      expect(times.map((time) => time * 1000)).toEqual(slots.map((slot) => Date.parse(slot)));
      expect(main.assets.map(({ wallet, asset }) => [wallet, asset])).toEqual([
        ['spot', '=ODD'],
        ['spot', 'BTC'],
        ['spot', 'ETH'],
        ['spot', 'SOL'],
      ]);
      expect(amounts.length).toBe(main.assets.length);
      for (const [i, encoded] of main.assets.entries()) {
        const expected = slots.map((slot) => {
          const lines = HISTORY.filter((line) => line.slot === slot);
          if (lines.some(({ total }) => total === null)) return null;
          const line = lines.find(({ asset }) => asset === encoded.asset);
          return { total: line?.total ?? '0', locked: line?.locked ?? '0' };
        });
        expect(decodeAmounts({ amounts: amounts[i] ?? '' }, gapOf)).toEqual(expected);
      }
    });

    it('the last captured slot, and whether it is more than one interval old', async () => {
      const ofNow = dataOf(await page('--account', 'main', '--from', '2026-01-01T03:00:00Z'));
      const ofThen = dataOf(await page('--account', 'main', '--to', '2026-01-01T06:30:00Z'));

      expect(ofNow.accounts[0]).toMatchObject({ lastCaptured: '2026-01-01T08:00:00Z', stale: true });
      expect(ofThen.accounts[0]).toMatchObject({ lastCaptured: '2026-01-01T06:00:00Z', stale: false });
    });

    it('worth, wallets and prices as the row has them', async () => {
      const slot = '2026-01-01T10:00:00Z';
      await table().write([
        {
          ...captured({ account: 'priced', slot, held: { BTC: '0.5', USDT: '100.005' } }),
          version: 2,
          prices: { BTC: '60000.5', USDT: '1' },
          walletErrors: { fund: { reason: 'permission-denied', message: 'no' } },
          exchangeTotals: { sopt: '1', copyTrading: '10.25' },
        },
      ]);

      const { accounts } = dataOf(await page('--account', 'priced', '--to', slot));

      expect(accounts[0]).toMatchObject({
        totals: '30110.5',
        coverages: [
          {
            wallets: ['spot', 'fund', 'copyTrading'],
            bound: 'at-least',
            missing: [{ wallet: 'fund', asset: null, reason: 'permission-denied' }],
          },
        ],
        wallets: [
          { wallet: 'copyTrading', label: 'Copy Trading', source: 'exchange', worths: '10.25' },
          { wallet: 'fund', label: 'Fund Account', source: 'assets', worths: '?' },
          { wallet: 'spot', label: 'Spot Account', source: 'assets', worths: '30100.26' },
        ],
        prices: [
          { asset: 'BTC', prices: '60000.5' },
          { asset: 'USDT', prices: '1' },
        ],
      });
    });

    it('nothing that looks like an amount for an account that was never captured', async () => {
      const slots = hours('2026-01-01T09:00:00Z', 3);
      await table().write(
        slots.map((slot) => failed({ account: 'never', slot, reason: 'credentials-missing' })),
      );

      const { accounts } = dataOf(await page('--account', 'never'));

      expect(accounts[0]).toMatchObject({
        assets: [],
        wallets: [],
        totals: '',
        movements: [],
        lastCaptured: null,
        stale: true,
      });
    });

    it('the zone to show times in, and the accounts in the order of the command', async () => {
      const named = ['--account', 'savings', 'main', '--timezone', 'Asia/Tokyo'];

      const html = await page(...named);

      const { timezone, accounts } = dataOf(html);
      expect(timezone).toBe('Asia/Tokyo');
      expect(accounts.map(({ gaps }) => gaps.account)).toEqual(['savings', 'main']);
      expect(html).toContain('<title>Balance history: savings, main</title>');
    });
  });

  it('contains names and messages as text, never as markup', async () => {
    const evil = '</script><img src=x onerror=alert(1)><!--<script>&amp;"assets":[]';
    await table().write([
      captured({ account: evil, slot: '2026-01-01T10:00:00Z', held: { [evil]: '1' } }),
      failed({ account: evil, slot: '2026-01-01T11:00:00Z', reason: evil, message: evil }),
    ]);

    const html = await page('--account', evil);

    const { gaps, assets } = dataOf(html).accounts[0] ?? {};
    expect([gaps?.account, assets?.[0]?.asset, gaps?.gaps[0]?.reason, gaps?.gaps[0]?.message]).toEqual(
      Array(4).fill(evil),
    );
    // What a browser parses as elements: all but the text of scripts and styles.
    const markup = html.replaceAll(/(<(script|style)[^>]*>).*?(<\/\2>)/gs, '$1$3');
    expect(markup.match(/<(img|script|!--)/g)).toEqual(['<script', '<script', '<script']);
    expect(markup).toContain(
      '<title>Balance history: &lt;/script>&lt;img src=x onerror=alert(1)>&lt;!--&lt;script>&amp;amp;"assets":[]</title>',
    );
  });

  it('allows its own script alone, and no request', async () => {
    const html = await page('--account', 'main');

    const own = scripts(html).filter(({ kind }) => kind === '');
    const hashes = own.map(({ text }) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    expect(hashes).toHaveLength(1);
    expect(policyOf(html)).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes}; img-src data:`,
    );
  });

  it('has a script without imports', async () => {
    const text = scripts(await page('--account', 'main')).find(({ kind }) => kind === '')?.text ?? '';

    expect(() => new Script(text)).not.toThrow();
    expect(text).toMatch(/uPlot/i);
    expect(text).not.toMatch(/\brequire\(|\bimport\(/);
  });

  it('is smaller than 120 KB without its data', async () => {
    const html = await page('--account', 'main');

    const data = partText(html, 'data').length + partText(html, 'amounts').length;
    expect(html.length - data).toBeLessThan(120_000);
  });
});
