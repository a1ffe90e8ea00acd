/** The plain implementation with ccxt. It calls one endpoint directly, so that ccxt need not load all markets first. */
import { createPlainHandler, type Holding, type Keys, type SpotWallet } from './plain-handler';

type Balances = { data: { balances: Holding[] } };

/** The used part of ccxt's BingX class. */
export type CcxtBingx = {
  urls: { api: Record<string, string> };
  options: Record<string, unknown>;
  last_http_response?: string;
  loadTimeDifference(): Promise<number>;
  spotV1PrivateGetAccountBalance(): Promise<object>;
};

/** A handler around ccxt's class of BingX. */
export function createCcxtHandler(Bingx: new (options: object) => CcxtBingx) {
  let exchange: CcxtBingx | undefined;
  let clockSkewMs = 0;

  return createPlainHandler(async (keys: Keys): Promise<SpotWallet> => {
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
