/** An in-process BingX: as strict as the fake one, on its own clock, with a record of each request and its answer. */
import type { HttpRequest, HttpResult } from '../../functions/bingx/http-client';
import { ENDPOINTS, type FakeAccount, PATHS } from '../../infra/local/fake-bingx/endpoints';
import {
  disabledUntilError,
  ERRORS,
  type ErrorResponse,
  errorBody,
  type WireBalance,
} from '../../infra/local/fake-bingx/responses';
import { findSignatureError } from '../../infra/local/fake-bingx/signature-check';
import { tickerBody } from '../../infra/local/fake-bingx/ticker';
import type { Wallets } from '../../infra/local/fake-bingx/wallets';
import { type ExchangeTrouble, type OptionalEndpoint, refusalOf } from './troubles';

type KnownKey = { account: string; apiKey: string; secretKey: string };

/** `balance` is the spot wallet. */
export type EndpointId = 'time' | 'balance' | OptionalEndpoint;

const ENDPOINT_IDS: Record<string, EndpointId> = {
  [PATHS.serverTime]: 'time',
  [PATHS.spotBalance]: 'balance',
  [PATHS.fundBalance]: 'fund',
  [PATHS.usdtPerpetualBalance]: 'USDTMPerp',
  [PATHS.coinPerpetualBalance]: 'coinMPerp',
  [PATHS.standardFuturesBalance]: 'stdFutures',
  [PATHS.allAccountBalance]: 'allAccountBalance',
  [PATHS.ticker]: 'ticker',
};

/** One request as the exchange received it, and its answer. */
export type Exchanged = {
  endpoint: EndpointId;
  /** The exchange's clock: epoch ms. */
  at: number;
  /** The same clock when the answer arrived: a wait of either of two concurrent sandboxes moves the clock of both. */
  arrivedAt?: number;
  trouble?: ExchangeTrouble;
  signature?: string;
  /** A public endpoint was sent a key or a signature. */
  isKeyExposed?: boolean;
  /** Code and text of a refusal. */
  refusal?: { code: number; msg: string };
  /** The body of an answer of an optional endpoint with HTTP status 200, whatever is in it. */
  body?: Buffer;
  /** A balance that was sent: its account and the exact bytes. */
  answered?: { account: string; body: Buffer };
};

export type ExchangeModel = {
  keys: KnownKey[];
  holdings: Map<string, readonly WireBalance[]>;
  wallets: Map<string, Wallets>;
  /** The answer to a request that arrives at `at`, and the record of both. */
  answer(
    outgoing: HttpRequest,
    at: number,
    trouble?: ExchangeTrouble,
  ): { result: TimelessResult; record: Exchanged };
};

/** An HTTP result without the caller's clock. */
type TimelessResult =
  | { kind: 'answer'; status: number; body: Buffer }
  | Exclude<HttpResult, { kind: 'answer' }>;

type Answer = { result: TimelessResult } & Pick<Exchanged, 'refusal' | 'answered'>;

const ok = (body: string): TimelessResult => ({ kind: 'answer', status: 200, body: Buffer.from(body) });
const refuse = (refusal: ErrorResponse, at: number) => ({ result: ok(errorBody(refusal, at)), refusal });

export const endpointOf = ({ target }: Pick<HttpRequest, 'target'>): EndpointId => {
  const [path = ''] = target.split('?');
  const id = ENDPOINT_IDS[path];
  if (!id) throw new Error(`${path} is no endpoint of a snapshot`);
  return id;
};

export function createExchangeModel(): ExchangeModel {
  const keys: KnownKey[] = [];
  const holdings = new Map<string, readonly WireBalance[]>();
  const wallets = new Map<string, Wallets>();

  function behave(path: string, query: string, apiKey: string, at: number): Answer {
    const endpoint = ENDPOINTS[path];
    if (path === PATHS.ticker) return { result: { kind: 'answer', status: 200, body: tickerAt(at) } };
    if (endpoint?.access !== 'signed') return { result: ok(endpoint?.body(at) ?? '') };
    const key = keys.find((known) => known.apiKey === apiKey);
    if (!key) return refuse(ERRORS.apiKeyIncorrect, at);
    const fault = findSignatureError(query, key.secretKey, at);
    if (fault) return refuse(fault, at);
    const { account } = key;
    const fake: FakeAccount = {
      ...key,
      uid: '1341158271307522053',
      balances: holdings.get(account) ?? [],
      ...(wallets.has(account) && { wallets: wallets.get(account) }),
    };
    const body = endpoint.body(fake, at, new URLSearchParams(query));
    const result = ok(body);
    return path === PATHS.spotBalance
      ? { result, answered: { account, body: Buffer.from(body) } }
      : { result };
  }

  return {
    keys,
    holdings,
    wallets,
    answer(outgoing, at, trouble) {
      const { target, headers } = outgoing;
      const endpoint = endpointOf(outgoing);
      const [path = '', query = ''] = target.split(/\?(.*)/s);
      const signature = new URLSearchParams(query).get('signature') ?? undefined;
      const apiKey = headers['X-BX-APIKEY'];
      const isPublic = ENDPOINTS[path]?.access === 'public';
      const isKeyExposed = isPublic && (apiKey !== undefined || signature !== undefined);
      const { result, ...rest }: Answer =
        trouble && !('slowMs' in trouble)
          ? troubled(trouble, at, `${target} ${apiKey}`)
          : behave(path, query, apiKey ?? '', at);
      const isOptional = endpoint !== 'time' && endpoint !== 'balance';
      const body = isOptional && result.kind === 'answer' && result.status === 200 ? result.body : undefined;
      return {
        result,
        record: { endpoint, at, trouble, signature, ...(isKeyExposed && { isKeyExposed }), ...rest, body },
      };
    },
  };
}

const HOUR = 3_600_000;
const tickers = new Map<number, Buffer>();

/** A small ticker of the fake's: one body per hour, so that it is also parsed once. */
function tickerAt(at: number): Buffer {
  const hour = Math.floor(at / HOUR) * HOUR;
  const body = tickers.get(hour) ?? Buffer.from(tickerBody(hour, { pairs: 520 }));
  tickers.set(hour, body);
  return body;
}

function troubled(trouble: Exclude<ExchangeTrouble, { slowMs: number }>, at: number, sent: string): Answer {
  if ('error' in trouble) return refuse(refusalOf(trouble.error), at);
  if ('bannedFor' in trouble) return refuse(disabledUntilError(at + trouble.bannedFor * 1000), at);
  if ('echoes' in trouble)
    return refuse({ code: 100400, msg: `bad request: https://open-api.bingx.com${sent}` }, at);
  if ('body' in trouble) return { result: ok(trouble.body) };
  if ('status' in trouble) {
    const body = Buffer.from(`<html>${trouble.status} ${sent}</html>`);
    return { result: { kind: 'answer', status: trouble.status, body } };
  }
  if (trouble.transport === 'network-error')
    return { result: { kind: 'network-error', detail: 'ECONNRESET' } };
  return {
    result: {
      kind: trouble.transport,
      status: 200,
      detail: 'broken',
      body: Buffer.from(`{"code":0, ${sent}`),
    },
  };
}
