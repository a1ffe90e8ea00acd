/** Rows of a large ticker are located without parsing all of it, with the same values as JSON.parse. */
import { parseJson } from '../../../functions/bingx/json';
import { pricesOf } from '../../../functions/bingx/prices';
import { decodeTicker, parseTicker, type Ticker } from '../../../functions/bingx/ticker';
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';
import { midPrice, tickerBody } from '../../../infra/local/fake-bingx/ticker';
import { ODD_SYMBOLS } from '../../../infra/local/fake-bingx/ticker-pairs';
import fc from '../../support/fast-check';

const NOW = 1_764_000_000_000;

/** As `parseResponse`, which reads no document with a key twice. */
function read(text: string) {
  const json = decodeTicker(Buffer.from(text));
  return json?.hasDuplicateKey ? { fault: 'a key twice' } : parseTicker(json?.document);
}

function mustRead(text: string): Ticker {
  const parsed = read(text);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.value;
}

const FILLERS = Array.from({ length: 499 }, (_, index) => `{"symbol":"FILLER${index}-USDT","lastPrice":1}`);
const BTC = '{"symbol":"BTC-USDT","lastPrice":2}';
/** A ticker of enough pairs around `rows`, which are JSON. */
const tickerWith = (...rows: string[]) =>
  `{"code":0,"timestamp":${NOW},"data":[${[...FILLERS, ...rows, BTC].join()}]}`;

describe('the response with all pairs', () => {
  it('has about the size and number of pairs of the real one, and its timestamp', () => {
    const body = tickerBody(NOW);

    expect(JSON.parse(body).data).toHaveLength(2300);
    expect(body.length).toBeGreaterThan(700_000);
    expect(mustRead(body).pricedAt).toBe(NOW);
  });

  it.each(ODD_SYMBOLS)('contains the row of %s', (symbol) => {
    expect(mustRead(tickerBody(NOW)).row(symbol)).toMatchObject({ symbol });
  });

  it('prices held assets, also through other pairs and from numbers with exponents', () => {
    const held = ['BTC', 'BABYDOGE', 'ONLYBTC', 'NOBID', 'WIDE', 'USDT', 'MATIC'];

    const { prices, priceSources } = pricesOf(mustRead(tickerBody(NOW)), held);

    expect(prices).toMatchObject({ BTC: midPrice('BTC-USDT', NOW), USDT: '1' });
    expect(Object.keys(prices).sort()).toEqual(['BABYDOGE', 'BTC', 'NOBID', 'ONLYBTC', 'USDT', 'WIDE']);
    expect(prices.BABYDOGE).toMatch(/^0\.0000001[12]\d+$/);
    expect(priceSources).toEqual({
      ONLYBTC: 'mid:ONLYBTC-BTC,BTC-USDT',
      NOBID: 'last:NOBID-USDT',
      WIDE: 'last:WIDE-USDT',
    });
  });
});

it('reads the documented row, every number unchanged', () => {
  const row = PAYLOADS.ticker.oneRow.replace(/^.*"data":\[|\]\}$/g, '').replace('BTC-', 'DOC-');

  expect(mustRead(tickerWith(row)).row('DOC-USDT')).toMatchObject({
    lastPrice: '42215.15',
    askPrice: '42215.55',
    bidPrice: '42214.65',
    priceChangePercent: '2.91%',
  });
});

it('accepts three times as many pairs, or a missing one', () => {
  const large = tickerBody(NOW, { pairs: 6_500, omit: ['SOL-USDT'] });

  expect(large.length).toBeGreaterThan(2_000_000);
  expect(pricesOf(mustRead(large), ['SOL', 'ETH']).prices).toEqual({ ETH: midPrice('ETH-USDT', NOW) });
});

it('parses the envelope and the requested rows alone', () => {
  const parse = jest.spyOn(JSON, 'parse');

  mustRead(tickerBody(NOW)).row('ETH-USDT');

  const lengths = parse.mock.calls.map(([text]) => text.length);
  parse.mockRestore();
  expect(Math.max(...lengths)).toBeLessThan(1_000);
});

it('reads every row of a ticker that is split into pieces, also one with other than Latin letters', () => {
  const symbols = Array.from({ length: 5_000 }, (_, i) => `币${i}-USDT`);
  const ticker = mustRead(
    tickerWith(...symbols.map((symbol, i) => `{"symbol":"${symbol}","lastPrice":${i}}`)),
  );

  expect(symbols.map((symbol) => ticker.row(symbol)?.lastPrice)).toEqual(symbols.map((_, i) => String(i)));
});

it('needs no more than 500 pairs', () => expect(mustRead(tickerWith()).row('BTC-USDT')).toBeDefined());

it.each(['"x1764000000000"', '"1764000000000x"'])('has no time where the timestamp is %s', (timestamp) => {
  expect(mustRead(tickerWith().replace(String(NOW), timestamp)).pricedAt).toBeUndefined();
});

describe('a ticker that cannot be used', () => {
  it.each([
    ['499 pairs of the real one', tickerBody(NOW, { pairs: 499 }), 'data: fewer than 500 pairs'],
    ['the real one without BTC-USDT', tickerBody(NOW, { omit: ['BTC-USDT'] }), 'data: no BTC-USDT'],
    ['too few pairs', `{"code":0,"data":[${BTC},${FILLERS.slice(1).join()}]}`, 'data: fewer than 500 pairs'],
    ['no BTC-USDT', tickerWith('{"symbol":"A-B"}').replace('"BTC-', '"BTD-'), 'data: no BTC-USDT'],
    ['two lists', tickerWith().replace(/\}$/, ',"data":[]}'), 'a key twice'],
    ['no list', '{"code":0,"data":{}}', 'data'],
    ['no data', '{"code":0}', 'data'],
    ['an empty list', '{"code":0,"data":[]}', 'data: fewer than 500 pairs'],
    ['no JSON', '<html>', 'data'],
    ['an end that is missing', tickerWith().slice(0, -2), 'data'],
    ['a first row without its brace', tickerWith().replace('[{', '[1'), 'data'],
    ['a last row without its brace', tickerWith().replace('}]', '1]'), 'data'],
    ['an envelope that is not JSON', `${tickerWith()}]`, 'data'],
  ])('%s', (_what, text, fault) => {
    expect(read(text)).toEqual({ fault });
  });

  it('text that is not UTF-8', () => {
    const row = '{"symbol":"X-USDT","note":"\u00ff"}';

    expect(decodeTicker(Buffer.from(tickerWith(row), 'latin1'))).toBeUndefined();
  });
});

it('leaves an API error to the general parser', () => {
  const refusal = '{"code":100410,"msg":"rate limited","timestamp":1764000000000}';

  expect(decodeTicker(Buffer.from(refusal))).toEqual(parseJson(Buffer.from(refusal)));
});

it('keeps the other properties of the envelope, before and after the list', () => {
  const text = tickerWith().replace('{"code":0,', '{"msg":"","code":0,').replace(/\}$/, ',"success":false}');

  expect(decodeTicker(Buffer.from(text))?.document).toMatchObject({ msg: '', code: '0', success: false });
});

it.each([
  ['twice', '{"symbol":"X-USDT","lastPrice":1},{"symbol":"X-USDT","lastPrice":2}'],
  ['by an escape the second time', '{"symbol":"X-USDT","lastPrice":1},{"symbol":"\\u0058-USDT"}'],
  ['in another text', '{"symbol":"Y-USDT","note":"\\"symbol\\":\\"X-USDT\\""}'],
  ['in a nested row', '{"symbol":"Y-USDT","of":{"symbol":"X-USDT"}}'],
  ['with a price twice', '{"symbol":"X-USDT","lastPrice":1,"lastPrice":2}'],
  ['as the second symbol of a row', '{"symbol":"Y-USDT","symbol":"X-USDT"}'],
  ['in a row that is not JSON', '{"symbol":"X-USDT","lastPrice":01}'],
])('returns no row for a symbol that is listed %s', (_what, rows) => {
  expect(mustReadOrNothing(tickerWith(rows))?.row('X-USDT')).toBeUndefined();
});

function mustReadOrNothing(text: string): Ticker | undefined {
  const parsed = read(text);
  return 'value' in parsed ? parsed.value : undefined;
}

it.each([5_000, 100_000])('reads a row of %d characters', (length) => {
  const row = `{"note":"${'x'.repeat(length)}","symbol":"X-USDT","lastPrice":1}`;

  expect(mustRead(tickerWith(row)).row('X-USDT')).toMatchObject({ lastPrice: '1' });
});

it('rejects quickly a response crafted to be slow to search', () => {
  const endless = `{"data":[{${'"symbol":"A",'.repeat(300_000)}`;

  expect(decodeTicker(Buffer.from(endless))).toBeUndefined();
});

describe('any JSON', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'X-USDT',
      'data',
      'symbol',
      '},{"symbol":"X-USDT"',
      '"symbol":"X-USDT"',
      '}]}',
      '[{',
      '\\',
    ),
  );
  const symbols = fc.oneof(fc.constantFrom('X-USDT', 'MØTH-USDT', 'Y-BTC'), text);
  const member = fc.tuple(
    fc.oneof(fc.constantFrom('lastPrice', 'bidPrice'), text),
    fc.oneof(text, fc.jsonValue()),
  );
  const row = fc
    .tuple(fc.array(member, { maxLength: 4 }), symbols, fc.nat(4))
    .map(([members, symbol, place]) => {
      const others = members.filter(([name]) => name !== 'symbol' && name !== '__proto__');
      return Object.fromEntries(others.toSpliced(place, 0, ['symbol', symbol]));
    });
  const rows = fc.array(fc.oneof({ weight: 9, arbitrary: row }, fc.jsonValue()), { maxLength: 4 });
  const layout = fc.constantFrom(
    (value: unknown) => JSON.stringify(value),
    (value: unknown) => JSON.stringify(value, undefined, 1),
    (value: unknown) => JSON.stringify(value).replace(/[^\x20-\x7e]/g, escaped),
    (value: unknown) => JSON.stringify(value).replaceAll('"symbol"', '"s\\u0079mbol"'),
  );
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const documents = fc
    .tuple(rows, fc.dictionary(text, fc.jsonValue(), { maxKeys: 2 }), fc.boolean())
    .map(([data, { data: _, ...others }, isLast]) => (isLast ? { ...others, data } : { data, ...others }));

  /** As `read`, of a ticker to which enough pairs were added. */
  function readFew(body: Buffer): Ticker | undefined {
    const document = decodeTicker(body)?.document as { data?: unknown } | undefined;
    if (!(document?.data instanceof Map)) return undefined;
    const fillers = FILLERS.map((filler) => [JSON.parse(filler).symbol, filler.slice(1, -1)] as const);
    const data = new Map([...document.data, ...fillers, ['BTC-USDT', BTC.slice(1, -1)]]);
    const parsed = parseTicker({ ...document, data });
    return 'value' in parsed ? parsed.value : undefined;
  }

  it('has the same rows as a complete parse', () => {
    fc.assert(
      fc.property(documents, layout, (document, write) => {
        const body = Buffer.from(write(document));
        const { document: parsed } = parseJson(body) ?? { document: undefined };
        const { data } = parsed as { data: ({ symbol?: unknown } | null)[] };

        const ticker = readFew(body);

        for (const symbol of data.map((row) => row?.symbol)) {
          if (typeof symbol !== 'string') continue;
          const [found, ...others] = data.filter((row) => row?.symbol === symbol);
          expect(ticker?.row(symbol)).toEqual(others.length === 0 ? found : undefined);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never yields the row of another symbol, even when it is damaged', () => {
    const inserted = fc.constantFrom('', '"', '{', '}', ']', ',', '\\');
    fc.assert(
      fc.property(documents, fc.nat(1000), fc.nat(20), inserted, (document, place, length, text) => {
        const full = JSON.stringify(document);
        const at = place % full.length;
        const ticker = readFew(Buffer.from(full.slice(0, at) + text + full.slice(at + length)));

        expect(['X-USDT', undefined]).toContain(ticker?.row('X-USDT')?.symbol);
      }),
      { numRuns: 1000 },
    );
  });
});
