/** Prices come from the right pairs, are exact, and exist only where the market has a usable quote. */
import Big from 'big.js';
import { pricesOf } from '../../../functions/bingx/prices';
import type { Ticker } from '../../../functions/bingx/ticker';
import fc from '../../support/fast-check';

type Market = { lastPrice?: string; bidPrice?: string; askPrice?: string };

const ticker = (rows: Record<string, Market>): Ticker => ({
  pricedAt: 1_702_720_823_624,
  row: (symbol) => rows[symbol],
});
const mid = (price: string): Market => ({ bidPrice: price, askPrice: price, lastPrice: '999' });
const last = (price: string): Market => ({ bidPrice: '0', askPrice: '0', lastPrice: price });

describe('a price', () => {
  it('is the middle of bid and ask of the pair with USDT', () => {
    const rows = { 'BTC-USDT': { lastPrice: '42215.15', bidPrice: '42214.65', askPrice: '42215.55' } };

    expect(pricesOf(ticker(rows), ['BTC'])).toEqual({
      prices: { BTC: '42215.1' },
      priceSources: {},
      pricedAt: 1_702_720_823_624,
    });
  });

  it.each([
    ['2% apart', { bidPrice: '100', askPrice: '102', lastPrice: '7' }, '101', undefined],
    ['as one', { bidPrice: '1.2e-7', askPrice: '1.2E-07', lastPrice: '7' }, '0.00000012', undefined],
    ['more than 2% apart', { bidPrice: '100', askPrice: '102.0001', lastPrice: '7' }, '7', 'last:X-USDT'],
    ['crossed', { bidPrice: '100.1', askPrice: '100', lastPrice: '7' }, '7', 'last:X-USDT'],
    ['without a bid', { bidPrice: '0', askPrice: '100', lastPrice: '7.50' }, '7.5', 'last:X-USDT'],
    ['without an ask', { bidPrice: '100', askPrice: '0.000', lastPrice: '7' }, '7', 'last:X-USDT'],
    ['absent', { lastPrice: '1e3' }, '1000', 'last:X-USDT'],
    ['negative', { bidPrice: '-100', askPrice: '-99', lastPrice: '7' }, '7', 'last:X-USDT'],
  ])('with bid and ask %s', (_what, row, price, source) => {
    const priced = pricesOf(ticker({ 'X-USDT': row }), ['X']);

    expect(priced.prices.X).toBe(price);
    expect(priced.priceSources.X).toBe(source);
  });

  it.each([
    ['no quote is above zero', { bidPrice: '0', askPrice: '0', lastPrice: '0' }],
    ['its numbers are none', { bidPrice: '', askPrice: 'NaN', lastPrice: '1,5' }],
    ['they are beyond any price', { bidPrice: '1e61', askPrice: '1e61', lastPrice: '1e-61' }],
    ['they unfold to more than memory holds', { lastPrice: '1e999999999' }],
    ['they are longer than any number', { lastPrice: `1${'0'.repeat(10_000)}` }],
  ])('is unknown where %s', (_what, row) => {
    expect(pricesOf(ticker({ 'X-USDT': row }), ['X'])).toMatchObject({ prices: {}, priceSources: {} });
  });

  it('is unknown without any pair', () => {
    expect(pricesOf(ticker({ 'BTC-USDT': mid('1') }), ['EUR']).prices).toEqual({});
  });
});

describe('a route', () => {
  const bridges = {
    'USDC-USDT': mid('0.5'),
    'USD1-USDT': mid('0.25'),
    'BTC-USDT': mid('80000'),
    'ETH-USDT': last('3000'),
  };
  const all = { 'X-USDC': mid('2'), 'X-USD1': mid('3'), 'X-BTC': mid('5'), 'X-ETH': mid('7') };

  it.each([
    ['USDT', { 'X-USDT': mid('9'), ...all }, '9', undefined],
    ['USDC', all, '1', 'mid:X-USDC,USDC-USDT'],
    ['USD1', { ...all, 'X-USDC': undefined }, '0.75', 'mid:X-USD1,USD1-USDT'],
    ['BTC', { 'X-BTC': all['X-BTC'], 'X-ETH': all['X-ETH'] }, '400000', 'mid:X-BTC,BTC-USDT'],
    ['ETH, by its last price', { 'X-ETH': mid('7') }, '21000', 'mid:X-ETH,last:ETH-USDT'],
    ['BTC, by a last price', { 'X-BTC': last('5') }, '400000', 'last:X-BTC,mid:BTC-USDT'],
    ['ETH, by two last prices', { 'X-ETH': last('7') }, '21000', 'last:X-ETH,ETH-USDT'],
    [
      'USDC, where the pair with USDT has no price',
      { 'X-USDT': last('0'), ...all },
      '1',
      'mid:X-USDC,USDC-USDT',
    ],
  ])('over %s', (_what, rows, price, source) => {
    const given = Object.fromEntries(Object.entries({ ...bridges, ...rows }).filter(([, row]) => row));

    const priced = pricesOf(ticker(given as Record<string, Market>), ['X']);

    expect(priced.prices.X).toBe(price);
    expect(priced.priceSources.X).toBe(source);
  });

  it('is not used when its second pair has no price', () => {
    expect(pricesOf(ticker({ 'X-BTC': mid('5'), 'BTC-USDT': last('0') }), ['X']).prices).toEqual({});
  });
});

describe('USDT, test currencies and stable coins', () => {
  it('gives held USDT the price 1, without a source and regardless of the ticker', () => {
    expect(pricesOf(ticker({ 'USDT-USDC': mid('2') }), ['USDT'])).toMatchObject({
      prices: { USDT: '1' },
      priceSources: {},
    });
  });

  it('prices only USDT without a ticker', () => {
    expect(pricesOf(undefined, ['BTC', 'USDT'])).toEqual({ prices: { USDT: '1' }, priceSources: {} });
  });

  it('never prices VST', () => {
    expect(pricesOf(ticker({ 'VST-USDT': mid('1') }), ['VST']).prices).toEqual({});
  });

  it('prices a stable coin by its pair, not at 1', () => {
    expect(pricesOf(ticker({ 'USDC-USDT': mid('0.9998') }), ['USDC']).prices).toEqual({ USDC: '0.9998' });
  });
});

it('uses asset names unchanged', () => {
  const rows = {
    'STRK-OLD-USDT': mid('2'),
    'MØTH-USDT': mid('3'),
    'btc-USDT': mid('4'),
    'H_OLD-USDT': mid('5'),
  };

  expect(pricesOf(ticker(rows), ['STRK-OLD', 'MØTH', 'BTC', ' btc', 'constructor', 'H_OLD']).prices).toEqual({
    'STRK-OLD': '2',
    MØTH: '3',
    H_OLD: '5',
  });
});

describe('exactness', () => {
  const price = fc
    .tuple(
      fc.stringMatching(/^[1-9][0-9]{0,18}$/),
      fc.stringMatching(/^[0-9]{0,18}$/),
      fc.integer({ min: -20, max: 20 }),
    )
    .map(([integer, fraction, exponent]) => `${integer}${fraction && `.${fraction}`}e${exponent}`);

  /** As big.js has it: half to even at 38 significant digits. */
  const rounded = (value: Big) => value.prec(38, 2).toFixed();

  it('keeps every digit of the mid price', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 200 }), (bid, hundredths) => {
        const ask = new Big(bid)
          .times(10_000 + hundredths)
          .times('0.0001')
          .toString();
        const priced = pricesOf(ticker({ 'X-USDT': { bidPrice: bid, askPrice: ask } }), ['X']);

        expect(priced.prices.X).toBe(rounded(new Big(bid).plus(ask).times('0.5')));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a product of two pairs to at most 38 significant digits', () => {
    fc.assert(
      fc.property(price, price, (first, second) => {
        const priced = pricesOf(ticker({ 'X-BTC': last(first), 'BTC-USDT': last(second) }), ['X']);

        expect(priced.prices.X).toBe(rounded(new Big(first).times(second)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [`${'1'.repeat(37)}25`, `${'1'.repeat(37)}20`],
    [`${'1'.repeat(37)}35`, `${'1'.repeat(37)}40`],
    [`${'1'.repeat(37)}26`, `${'1'.repeat(37)}30`],
    ['9'.repeat(39), `1${'0'.repeat(39)}`],
  ])('rounds %s half to even', (written, kept) => {
    expect(pricesOf(ticker({ 'X-USDT': last(written) }), ['X']).prices.X).toBe(kept);
  });
});
