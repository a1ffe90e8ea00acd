/** Answers that rows have kept are parsed by the same rules as when they arrived. */
import { parseStoredTotals, parseStoredWallet } from '../../../functions/bingx/stored-answer';
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';

const body = (text: string) => Buffer.from(text);

describe('a stored answer', () => {
  it('gives the amounts of a wallet, to the last digit', () => {
    expect(parseStoredWallet('fund', body(PAYLOADS.fund.assetsWithNumbers))).toEqual({
      value: {
        assets: [{ asset: 'USDT', free: '44.37692200000000237300', locked: '0.00000000000000000000' }],
        isEmpty: false,
      },
    });
  });

  it('gives the totals of the exchange', () => {
    expect(parseStoredTotals(body(PAYLOADS.allAccountBalance.unknownType))).toEqual({
      value: { sopt: '0', options: '12.50' },
    });
  });

  it('is an empty wallet where the exchange had no data for an optional one', () => {
    expect(parseStoredWallet('coinMPerp', body('{"code":100204,"msg":"no data"}'))).toEqual({
      value: { assets: [], isEmpty: true },
    });
  });

  it.each([
    ['an error of the exchange', PAYLOADS.USDTMPerp.backendDown],
    ['an answer of another endpoint', PAYLOADS.spot.withDisplayName],
    ['a key twice in one object', '{"code":0,"code":0,"data":[]}'],
    ['a prefix of an answer', PAYLOADS.USDTMPerp.withPosition.slice(0, -2)],
    ['nothing', ''],
  ])('is a fault where it is %s', (_what, text) => {
    expect(parseStoredWallet('USDTMPerp', body(text))).toEqual({ fault: expect.stringMatching(/./) });
  });
});
