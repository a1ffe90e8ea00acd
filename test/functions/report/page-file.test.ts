/** The page's file, without a browser: what it is told of the history, and that nothing in it is more than text. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { decodeAmounts, decodeSlots, type PageData } from '../../../functions/report/page/data';
import { temporaryFile } from '../../support/run-report';
import { captured, failed, hours } from '../../support/slots';
import { askKnownHistory } from './asked';
import { GAPS, HISTORY, NOW } from './known-history';

describe('the file of the page', () => {
  const { ask, table } = askKnownHistory();

  async function page(...args: string[]): Promise<string> {
    const file = temporaryFile('report.html');
    const told = await ask('html', ...args, '--output', file);
    expect(told).toMatchObject({ exitCode: 0, stdout: '' });
    return readFileSync(file, 'utf8');
  }

  const scripts = (html: string) =>
    [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)].map(([, kind = '', text = '']) => ({
      kind,
      text,
    }));
  const dataText = (html: string) => scripts(html).find(({ kind }) => kind.includes('id="data"'))?.text ?? '';
  const dataOf = (html: string): PageData =>
    JSON.parse(gunzipSync(Buffer.from(dataText(html), 'base64')).toString());
  const policyOf = (html: string) => /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];

  describe('is told', () => {
    it('every due slot, and every amount to the last digit, unknown as null', async () => {
      const { madeAt, timezone, accounts } = dataOf(await page('--account', 'main'));

      const [main] = accounts;
      if (!main) throw new Error('The page is told of no account');
      const { times, gapOf } = decodeSlots(main);
      const slots = [...new Set(HISTORY.map(({ slot }) => slot))];
      expect({ madeAt, timezone, accounts: accounts.length }).toEqual({
        madeAt: NOW,
        timezone: 'UTC',
        accounts: 1,
      });
      expect(main.gaps).toEqual(GAPS);
      expect(times.map((time) => time * 1000)).toEqual(slots.map((slot) => Date.parse(slot)));
      expect(main.assets.map(({ wallet, asset }) => [wallet, asset])).toEqual([
        ['spot', '=ODD'],
        ['spot', 'BTC'],
        ['spot', 'ETH'],
        ['spot', 'SOL'],
      ]);
      for (const packed of main.assets) {
        const expected = slots.map((slot) => {
          const lines = HISTORY.filter((line) => line.slot === slot);
          if (lines.some(({ total }) => total === null)) return null;
          const line = lines.find(({ asset }) => asset === packed.asset);
          return { total: line?.total ?? '0', free: line?.free ?? '0', locked: line?.locked ?? '0' };
        });
        expect(decodeAmounts(packed, gapOf)).toEqual(expected);
      }
    });

    it('what changed from the first captured slot to the end, where no start was named', async () => {
      await table().write([
        failed({ account: 'late', slot: '2026-01-01T00:00:00Z', reason: 'credentials-missing' }),
        captured({ account: 'late', slot: '2026-01-01T01:00:00Z', held: { BTC: '1' } }),
        captured({ account: 'late', slot: '2026-01-01T02:00:00Z', held: { BTC: '1.25' } }),
      ]);

      const { accounts } = dataOf(await page('--account', 'late', '--to', '2026-01-01T02:30:00Z'));

      expect(accounts[0]).toMatchObject({
        compared: { start: '2026-01-01T01:00:00Z', end: '2026-01-01T02:30:00Z' },
        changes: [{ account: 'late', wallet: 'spot', asset: 'BTC', start: '1', end: '1.25', change: '0.25' }],
        lastCaptured: '2026-01-01T02:00:00Z',
        stale: false,
      });
    });

    it('what changed from the start that was named, though nothing was captured just then', async () => {
      const { accounts } = dataOf(await page('--account', 'main', '--from', '2026-01-01T03:00:00Z'));

      expect(accounts[0]).toMatchObject({
        compared: { start: '2026-01-01T03:00:00Z', end: NOW },
        lastCaptured: '2026-01-01T08:00:00Z',
        stale: true,
      });
      expect(accounts[0]?.changes).toContainEqual({
        account: 'main',
        wallet: 'spot',
        asset: 'BTC',
        start: '1.50000001',
        end: '1.4',
        change: '-0.10000001',
      });
    });

    it('of an account that was never captured nothing that looks like an amount', async () => {
      const slots = hours('2026-01-01T09:00:00Z', 3);
      await table().write(
        slots.map((slot) => failed({ account: 'never', slot, reason: 'credentials-missing' })),
      );

      const { accounts } = dataOf(await page('--account', 'never'));

      expect(accounts[0]).toMatchObject({
        assets: [],
        compared: { start: '2026-01-01T09:00:00Z', end: NOW },
        changes: [{ wallet: null, asset: null, start: null, end: null, change: null }],
        lastCaptured: null,
        stale: true,
      });
    });

    it('of the zone to show times in, and of the accounts in the order they were named', async () => {
      const named = ['--account', 'savings', 'main', '--timezone', 'Asia/Tokyo'];

      const html = await page(...named);

      const { timezone, accounts } = dataOf(html);
      expect(timezone).toBe('Asia/Tokyo');
      expect(accounts.map(({ gaps }) => gaps.account)).toEqual(['savings', 'main']);
      expect(html).toContain('<title>Balance history: savings, main</title>');
    });
  });

  it('has no name and no message from outside as markup', async () => {
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
    // What a browser makes elements of: all but the texts of scripts and styles.
    const markup = html.replaceAll(/(<(script|style)[^>]*>).*?(<\/\2>)/gs, '$1$3');
    expect(markup.match(/<(img|script|!--)/g)).toEqual(['<script', '<script']);
    expect(markup).toContain(
      '<title>Balance history: &lt;/script>&lt;img src=x onerror=alert(1)>&lt;!--&lt;script>&amp;amp;"assets":[]</title>',
    );
  });

  it('may run its own script and no other, and load nothing', async () => {
    const html = await page('--account', 'main');

    const own = scripts(html).filter(({ kind }) => kind === '');
    const hashes = own.map(({ text }) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    expect(hashes).toHaveLength(1);
    expect(policyOf(html)).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes}; img-src data:`,
    );
  });

  it('has a script that is whole: it is JavaScript for any page, and asks for no module', async () => {
    const text = scripts(await page('--account', 'main')).at(-1)?.text ?? '';

    expect(() => new Script(text)).not.toThrow();
    expect(text).toMatch(/uPlot/i);
    expect(text).not.toMatch(/\brequire\(|\bimport\(/);
  });

  it('weighs less than 120 KB without its data', async () => {
    const html = await page('--account', 'main');

    expect(html.length - dataText(html).length).toBeLessThan(120_000);
  });
});
