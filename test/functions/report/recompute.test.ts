/** `report verify` recomputes the amounts of a row from the raw answers, as far as these were kept. */
import { gzipSync } from 'node:zlib';
import { marshallRow } from '../../../functions/history/marshall';
import type { CapturedRow } from '../../../functions/history/row';
import { type Check, verifyAgainstRow } from '../../../functions/report/statement/verify';
import { ANSWERS, packed, readBack, statementOf, statementRow, YEAR } from './statement-rows';

describe('the amounts of a row', () => {
  /** A statement of the same row agrees with it: what is left are the amounts and the raw answers. */
  function check(changes: Partial<CapturedRow>): Check[] {
    const row = statementRow(changes);
    return verifyAgainstRow(JSON.parse(JSON.stringify(statementOf(row))), readBack(marshallRow(row)), YEAR);
  }
  const notAgreeing = (changes: Partial<CapturedRow>) =>
    check(changes)
      .filter(({ part, result }) => part.startsWith('amounts.') && result !== 'agrees')
      .map(({ part, result, message }) => `${part} ${result}: ${message}`);

  it('agree with the raw answers', () => {
    const parts = check({}).filter(({ part }) => part.startsWith('amounts.'));

    expect(parts.map(({ part, result }) => [part, result])).toEqual(
      ['spot', 'fund', 'USDTMPerp', 'coinMPerp', 'stdFutures', 'allAccountBalance'].map((endpoint) => [
        `amounts.${endpoint}`,
        'agrees',
      ]),
    );
  });

  const { fund: _, ...withoutFund } = ANSWERS;

  it('are not verified where the row had no room for the answer', () => {
    expect(notAgreeing({ raw: packed(withoutFund), rawOmitted: ['fund'] })).toEqual([
      'amounts.fund not kept: The row had no room for the answer.',
    ]);
  });

  it('are not verified where the answer was truncated', () => {
    const truncated = `{"code":0,"data":[${' '.repeat(300_000)}`.slice(0, 256 * 1024);

    expect(notAgreeing({ raw: packed({ ...ANSWERS, fund: truncated }) })).toEqual([
      'amounts.fund not kept: The answer was truncated.',
    ]);
  });

  it('are not verified where a row of version 1 has another wallet than spot', () => {
    const { spot, fund } = statementRow().balances;

    expect(notAgreeing({ version: 1, balances: { spot, fund }, exchangeTotals: undefined })).toEqual([
      'amounts.fund not kept: Rows of version 1 keep the answer of spot alone.',
    ]);
  });

  it('differ where an answer is missing for no reason', () => {
    expect(notAgreeing({ raw: packed(withoutFund) })).toEqual([
      'amounts.fund differs: The answer is missing, and the row does not say why.',
    ]);
  });

  it.each([
    ['another amount', ANSWERS.fund.replace('44.3', '45.3'), 'amounts.fund.USDT.free differs: row 44.'],
    ['another asset', ANSWERS.fund.replace('USDT', 'USDC'), 'amounts.fund.USDT differs: row {"free"'],
    [
      'an error',
      '{"code":100004,"msg":"Permission denied"}',
      'amounts.fund differs: The answer cannot be parsed',
    ],
  ])('differ where the answer has %s', (_what, fund, sentence) => {
    const [first = ''] = notAgreeing({ raw: packed({ ...ANSWERS, fund }) });

    expect(first.startsWith(sentence)).toBe(true);
  });

  it('differ where the answer cannot be unpacked', () => {
    const fund = gzipSync(ANSWERS.fund).subarray(0, 40);

    expect(notAgreeing({ raw: { ...packed(ANSWERS), fund } })).toEqual([
      'amounts.fund differs: The answer in the row cannot be unpacked.',
    ]);
  });

  it('differ where the row lacks a wallet whose answer it has', () => {
    const { fund: _, ...balances } = statementRow().balances;

    expect(notAgreeing({ balances })).toEqual([
      'amounts.fund differs: The answer is kept, but the row has no such wallet.',
    ]);
  });

  it('agree where a wallet was not read, although the refused answer was kept', () => {
    const { fund: _, ...balances } = statementRow().balances;
    const walletErrors = { fund: { reason: 'permission-denied', message: 'no' } };
    const raw = packed({ ...ANSWERS, fund: '{"code":100004,"msg":"Permission denied"}' });

    expect(notAgreeing({ balances, walletErrors, raw })).toEqual([]);
  });
});
