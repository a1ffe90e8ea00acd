/** Reads an account whose endpoints send the documented responses, or those that a test sets. */
import { ENDPOINTS } from '../../../functions/bingx/endpoints';
import { createExchange } from '../../../functions/bingx/exchange';
import type { HttpRequest, HttpResult } from '../../../functions/bingx/http-client';
import type { GetCredentials } from '../../../functions/bingx/types';
import { tickerBody } from '../../../infra/local/fake-bingx/ticker';
import { CREDENTIALS, NOW } from './run';

export type Id = keyof typeof ENDPOINTS;
export type Answer = HttpResult | 'hang';

export const OPTIONAL = (Object.keys(ENDPOINTS) as Id[]).filter((id) => id !== 'spot');
export const WALLETS = ['fund', 'USDTMPerp', 'coinMPerp', 'stdFutures'];

export const answer = (body: string | Buffer, status = 200): HttpResult => ({
  kind: 'answer',
  status,
  headers: {},
  body: Buffer.from(body),
  sentAt: NOW,
  answeredAt: NOW,
});

/** Payloads from the exchange's documentation and from public issues, byte for byte. */
export const BODIES: Record<Id, string> = {
  spot: '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","displayName":"BTC","free":"44.37692200000000237300","locked":"0"}]}}',
  fund: '{"code":0,"timestamp":1754906016631,"data":{"assets":[{"asset":"USDT","free":44.37692200000000237300,"locked":0.00000000000000000000}]}}',
  USDTMPerp:
    '{"code":0,"msg":"","data":[{"userId":"116***295","asset":"USDT","balance":"194.8212","equity":"196.7431","unrealizedProfit":"1.9219","realisedProfit":"-109.2504","availableMargin":"193.7609","usedMargin":"1.0602","freezedMargin":"0.0000"}]}',
  coinMPerp:
    '{"code":0,"msg":"","timestamp":1718421301887,"data":[{"asset":"BTC","balance":"0.14438227","equity":"0.14428116","unrealizedProfit":"-0.0001011","availableMargin":"0.14317271","usedMargin":"0.00110845","freezedMargin":"0","shortUid":"12345678"}]}',
  stdFutures:
    '{"code":0,"timestamp":1721192833454,"data":[{"asset":"USDT","balance":"4.72644300000000000000","crossWalletBalance":"4.72644300000000000000","crossUnPnl":"0","availableBalance":"4.72644300000000000000","maxWithdrawAmount":"4.72644300000000000000","marginAvailable":false,"updateTime":1721192833443}]}',
  allAccountBalance:
    '{"code":0,"timestamp":1743354559752,"data":[{"accountType":"sopt","usdtBalance":"80.00"},{"accountType":"stdFutures","usdtBalance":"0.00000000"},{"accountType":"coinMPerp","usdtBalance":"0"},{"accountType":"USDTMPerp","usdtBalance":"0.00000000"},{"accountType":"copyTrading","usdtBalance":"0.00"},{"accountType":"grid","usdtBalance":"0"},{"accountType":"eran","usdtBalance":"0"}]}',
  ticker: tickerBody(NOW),
};
const GOOD = Object.fromEntries(Object.entries(BODIES).map(([id, body]) => [id, answer(body)]));

export const EMPTY: Partial<Record<Id, string>> = {
  fund: '{"code":0,"data":{"assets":[]}}',
  USDTMPerp: '{"code":0,"data":[]}',
  coinMPerp: '{"code":0,"data":null}',
  stdFutures: '{"code":100204,"msg":"no data"}',
};

export const totalsOf = (accountType: string, usdtBalance: string) =>
  answer(JSON.stringify({ code: 0, data: [{ accountType, usdtBalance }] }));

const idOf = ({ target }: HttpRequest) =>
  (Object.keys(ENDPOINTS) as Id[]).find((id) => ENDPOINTS[id].path === target.split('?')[0]);

/** Reads an account; each endpoint sends the given responses in order, and then the documented one. */
export function readAccount(
  answers: Partial<Record<Id, Answer[]>> = {},
  {
    getCredentials = async () => CREDENTIALS,
    wallets = WALLETS,
    clockError = false,
    deadlineMs = 45_000,
  } = {} as {
    getCredentials?: GetCredentials;
    wallets?: readonly string[];
    clockError?: boolean;
    /** From the start: ms. */
    deadlineMs?: number;
  },
) {
  const sent: HttpRequest[] = [];
  const waits: number[] = [];
  const exchange = createExchange({
    baseUrl: 'http://127.0.0.1:1',
    fallbackBaseUrls: ['http://127.0.0.1:2'],
    clock: () => NOW,
    random: () => 0.5,
    sleep: async (ms) => void waits.push(ms),
    send: async (request) => {
      sent.push(request);
      const id = idOf(request);
      if (!id) {
        const time = JSON.stringify({ code: 0, data: { serverTime: NOW } });
        return clockError ? answer('', 403) : answer(time);
      }
      const given = answers[id]?.shift() ?? GOOD[id];
      if (!given) throw new Error(`This test expects no request to ${request.target}`);
      return given === 'hang' ? new Promise<never>(() => undefined) : given;
    },
  });
  const deadline = NOW + deadlineMs;
  void exchange.syncClock(deadline);
  const reading = exchange.readAccount({ credentials: CREDENTIALS, getCredentials, deadline, wallets });
  const requestsTo = (id: Id) => sent.filter((request) => idOf(request) === id);
  return { reading, sent, requestsTo, waits };
}

export const SPOT = {
  kind: 'answered',
  value: { assets: [{ asset: 'BTC', free: '44.37692200000000237300', locked: '0' }] },
  answeredAt: NOW,
};

export const repeated = (result: HttpResult) => [result, result, result];
