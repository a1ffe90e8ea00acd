/** An in-process BingX: as strict as the fake one, on its own clock, with a record of each request and its answer. */
import type { HttpRequest, HttpResult } from '../../functions/bingx/http-client';
import {
  balanceBody,
  disabledUntilError,
  ERRORS,
  errorBody,
  serverTimeBody,
  type WireBalance,
} from '../../infra/local/fake-bingx/responses';
import { findSignatureError } from '../../infra/local/fake-bingx/signature-check';
import { type ExchangeTrouble, refusalOf } from './troubles';

type KnownKey = { account: string; apiKey: string; secretKey: string };

/** One request as the exchange received it, and its answer. */
export type Exchanged = {
  asked: 'time' | 'balance';
  /** The exchange's clock: epoch ms. */
  at: number;
  /** The same clock when the answer arrived: a wait of either of two concurrent sandboxes moves the clock of both. */
  arrivedAt?: number;
  trouble?: ExchangeTrouble;
  signature?: string;
  /** Code and text of a refusal. */
  refusal?: { code: number; msg: string };
  /** A balance that was sent: its account, what was held, and the exact bytes. */
  answered?: { account: string; balances: readonly WireBalance[]; body: Buffer };
};

export type ExchangeModel = {
  keys: KnownKey[];
  holdings: Map<string, readonly WireBalance[]>;
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

const ok = (body: string): TimelessResult => ({ kind: 'answer', status: 200, body: Buffer.from(body) });

export function createExchangeModel(): ExchangeModel {
  const keys: KnownKey[] = [];
  const holdings = new Map<string, readonly WireBalance[]>();

  function behave(
    query: string,
    apiKey: string,
    at: number,
  ): { result: TimelessResult } & Pick<Exchanged, 'refusal' | 'answered'> {
    const refuse = (refusal: { code: number; msg: string }) => ({
      result: ok(errorBody(refusal, at)),
      refusal,
    });
    const key = keys.find((known) => known.apiKey === apiKey);
    if (!key) return refuse(ERRORS.apiKeyIncorrect);
    const fault = findSignatureError(query, key.secretKey, at);
    if (fault) return refuse(fault);
    const balances = holdings.get(key.account) ?? [];
    const body = Buffer.from(balanceBody(balances));
    return {
      result: { kind: 'answer', status: 200, body },
      answered: { account: key.account, balances, body },
    };
  }

  return {
    keys,
    holdings,
    answer({ target, headers }, at, trouble) {
      const [path = '', query = ''] = target.split(/\?(.*)/s);
      const asked = path.endsWith('/server/time') ? 'time' : 'balance';
      const signature = new URLSearchParams(query).get('signature') ?? undefined;
      const base: Exchanged = { asked, at, trouble, signature };
      const apiKey = headers['X-BX-APIKEY'] ?? '';
      if (trouble && !('slowMs' in trouble)) {
        const { result, refusal } = troubled(trouble, at, `${target} ${apiKey}`);
        return { result, record: { ...base, refusal } };
      }
      if (asked === 'time') return { result: ok(serverTimeBody(at)), record: base };
      const { result, ...rest } = behave(query, apiKey, at);
      return { result, record: { ...base, ...rest } };
    },
  };
}

function troubled(
  trouble: Exclude<ExchangeTrouble, { slowMs: number }>,
  at: number,
  sent: string,
): { result: TimelessResult; refusal?: { code: number; msg: string } } {
  const refuse = (refusal: { code: number; msg: string }) => ({
    result: ok(errorBody(refusal, at)),
    refusal,
  });
  if ('says' in trouble) return refuse(refusalOf(trouble.says));
  if ('bannedFor' in trouble) return refuse(disabledUntilError(at + trouble.bannedFor * 1000));
  if ('echoes' in trouble)
    return refuse({ code: 100400, msg: `bad request: https://open-api.bingx.com${sent}` });
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
