/** The statement for people: what is rounded, what is marked as unknown, and one A4 document as HTML and PDF. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { statementHtml } from '../../../functions/report/statement/html';
import type { Statement } from '../../../functions/report/statement/statement';
import { describeInBrowser, startBrowser } from '../../support/chromium';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { captured } from '../../support/slots';
import {
  incompleteRow,
  LAST_SLOT,
  NEW_YEAR,
  statementHistory,
  statementOf,
  statementRow,
} from './statement-rows';

/** What a person reads, without markup. */
const textOf = async (statement: Statement) => {
  const [, body = ''] = (await statementHtml(statement)).split('<body>');
  return body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
};

describe('the document of a statement', () => {
  it('has the moment, the slot and its distance in the time zone', async () => {
    const text = await textOf(statementOf(statementRow()));

    expect(text).toContain('BingX account main at 2025-12-31 23:59:59 UTC+01:00');
    expect(text).toContain('Snapshot (slot) 2025-12-31 23:00:00 UTC+01:00 , 59 min before the moment');
    expect(text).toContain('Prices read 2025-12-31 23:00:01 UTC+01:00');
  });

  it('has exact amounts and prices, and worths rounded to cents', async () => {
    const text = await textOf(statementOf(statementRow()));

    expect(text).toContain('Total worth of the wallets below: 54,015.79 USDT');
    expect(text).toContain('BTC 0.75 0.5 0.25 60000.5 mid:BTC-USDT 45,000.38');
    expect(text).toContain('ABC 1000 1000 0 0.000001 last:ABC-USDT &lt; 0.01');
    expect(text).toContain('USDT 44.376922000000002373 44.376922000000002373 0 1 unit 44.38');
    expect(text).toContain('Copy Trading the exchange’s own figure 12.50');
  });

  it('has a total that is not complete as a lower bound, with what is missing', async () => {
    const text = await textOf(statementOf(incompleteRow()));

    expect(text).toContain('Total worth of the wallets below: at least 53,958.91 USDT');
    expect(text).toContain(
      'Not in this total: Spot Account, ABC: no price Fund Account: not read (permission-denied)',
    );
    expect(text).toContain('Fund Account not read unknown');
    expect(text).toContain('Spot Account its assets and their prices at least 45,100.50');
  });

  it('has a total that may be smaller as an approximation', async () => {
    const walletErrors = { coinMPerp: { reason: 'timed-out', message: 'no' } };
    const { coinMPerp: _, ...balances } = statementRow().balances;

    expect(await textOf(statementOf(statementRow({ balances, walletErrors })))).toContain(
      'Total worth of the wallets below: about 45,358.85 USDT',
    );
  });

  it('has no worth at all where nothing is priced, and names the wallets that were not requested', async () => {
    const text = await textOf(statementOf(captured({ slot: LAST_SLOT, held: { BTC: '1' } })));

    expect(text).toContain('Total worth of the wallets below: unknown');
    expect(text).toContain('BTC 1 1 0 unknown unknown');
    expect(text).toContain('Not part of the snapshot, so unknown: Fund Account, USDS-M Perpetual Futures');
  });

  it('has a simulated currency without a worth', async () => {
    const balances = { ...statementRow().balances, fund: { VST: { free: '100', locked: '0' } } };

    expect(await textOf(statementOf(statementRow({ balances })))).toContain('VST 100 100 0 simulated none');
  });

  it('has a notice where its slot is further back than one interval', async () => {
    const text = await textOf(statementOf(statementRow({ slot: '2025-12-31T10:00:00Z' })));

    expect(text).toContain('12 h 59 min before the moment: further back than one interval of its schedule.');
  });

  it('has the completeness of the year, and where the history begins in it', async () => {
    const text = await textOf(statementOf(statementRow()));

    expect(text).toContain('Period 2025-01-01 00:00:00 UTC+01:00 to 2025-12-31 23:59:59 UTC+01:00');
    expect(text).toContain('99.91% (1,234 slots due, 1,233 captured, 1 failed, 0 missing)');
    expect(text).toContain('The history of this account begins at 2025-12-31 21:00:00 UTC+01:00');
  });

  it('has the hash of each answer, and the answers that were not kept', async () => {
    const statement = statementOf(statementRow());
    const text = await textOf(statement);

    for (const { endpoint, sha256 } of statement.answers) expect(text).toContain(`(${endpoint}) ${sha256}`);
    expect(text).toContain(statement.row.sha256);
    expect(text).toContain('Answers that were not kept: prices of all pairs (ticker).');
  });

  it('has the names that an exchange sent as text, never as markup', async () => {
    const name = '<script>alert(1)</script>&\u202e';
    const row = statementRow({ balances: { spot: { [name]: { free: '1', locked: '0' } } } });

    const html = await statementHtml(statementOf(row));

    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script>alert(1)&lt;/script>&amp; ');
  });
});

// A browser is started, and the machine may be busy.
describeInBrowser('the printed statement', () => {
  let table: TestTable;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(statementHistory());
    useEngine(table);
    browser = await startBrowser();
    page = await browser.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await table?.close();
  });

  const write = async (format: string) => {
    const output = temporaryFile(`statement.${format}`);
    const args = ['--account', 'main', '--at', '2025-12-31', '--timezone', 'Europe/Berlin'];
    const result = await report(
      ['statement', '--table', table.tableName, ...args, '--format', format, '--output', output],
      NEW_YEAR,
    );
    expect(result).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    return output;
  };

  it('is one file that loads nothing and is no wider than A4', async () => {
    const requests: string[] = [];
    const messages: string[] = [];
    page.on('request', (request) => void requests.push(request.url()));
    page.on('console', (message) => void messages.push(message.text()));
    const url = pathToFileURL(await write('html')).href;

    // 178 mm between the margins, at 96 pixels an inch.
    await page.setViewportSize({ width: 673, height: 1000 });
    await page.goto(url);

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(673);
    expect(requests).toEqual([url]);
    expect(messages).toEqual([]);
  }, 60_000);

  it('is a PDF in A4', async () => {
    const pdf = readFileSync(await write('pdf'), 'latin1');

    expect(pdf.startsWith('%PDF-')).toBe(true);
    // In points: 210 × 297 mm.
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  }, 60_000);
});

describe('--format pdf', () => {
  it('says what to install where there is no Chromium', async () => {
    const table = await startHistoryTable();
    useEngine(table);
    const finder = jest.spyOn(require('node:fs') as typeof import('node:fs'), 'existsSync');
    finder.mockReturnValue(false);

    const result = await report(
      ['statement', '--table', table.tableName, '--account', 'main', '--format', 'pdf'],
      NEW_YEAR,
    );

    finder.mockRestore();
    await table.close();
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toMatch(/^--format pdf needs Chromium: install it, set CHROMIUM_PATH/);
  });
});
