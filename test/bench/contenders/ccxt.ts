/** The first version with ccxt for the exchange. Its own call for one endpoint is used, so that it need not load every market first. */
import { type Holding, type Keys, type SpotWallet, snapshotWith } from './first-version';

type Balances = { data: { balances: Holding[] } };

/** What we use of ccxt's BingX. */
export type CcxtBingx = {
  urls: { api: Record<string, string> };
  options: Record<string, unknown>;
  last_http_response?: string;
  loadTimeDifference(): Promise<number>;
  spotV1PrivateGetAccountBalance(): Promise<object>;
};

/** A handler around ccxt's class of BingX. */
export function snapshotThrough(Bingx: new (options: object) => CcxtBingx) {
  let exchange: CcxtBingx | undefined;
  let clockSkewMs = 0;

  return snapshotWith(async (keys: Keys): Promise<SpotWallet> => {
    if (!exchange) {
      exchange = new Bingx({
        apiKey: keys.apiKey,
        secret: keys.secretKey,
        options: { adjustForTimeDifference: true },
        enableRateLimit: false,
      });
      const base = `${process.env.BINGX_BASE_URL}/openApi`;
      for (const name of Object.keys(exchange.urls.api)) exchange.urls.api[name] = base;
      clockSkewMs = await exchange.loadTimeDifference();
    }
    const { data } = (await exchange.spotV1PrivateGetAccountBalance()) as Balances;
    const answeredAt = Date.now();
    return { holdings: data.balances, raw: exchange.last_http_response ?? '', answeredAt, clockSkewMs };
  });
}
