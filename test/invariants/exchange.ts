/** An exchange a function call away: as strict as the stand-in, on a clock of its own, and it remembers what it said. */
import type { HttpRequest, HttpResult } from '../../functions/bingx/http-client';
import {
  balanceBody,
  disabledUntilError,
  ERRORS,
  errorBody,
  serverTimeBody,
  type WireBalance,
} from '../../infra/local/fake-bingx/responses';
import { signatureFault } from '../../infra/local/fake-bingx/signature-check';
import { type ExchangeTrouble, refusalOf } from './troubles';

type KnownKey = { account: string; apiKey: string; secretKey: string };

/** One request as the exchange saw it, and what it told, if it told anything. */
export type Exchanged = {
  asked: 'time' | 'balance';
  /** The exchange's clock: epoch ms. */
  at: number;
  /** The same clock when the answer came: of two sandboxes at once each one's waits move the clock of both. */
  arrivedAt?: number;
  trouble?: ExchangeTrouble;
  signature?: string;
  /** Code and text of a refusal. */
  refusal?: { code: number; msg: string };
  /** A balance that was told: whose, what was held, and the very bytes. */
  told?: { account: string; balances: readonly WireBalance[]; body: Buffer };
};

export type ExchangeModel = {
  keys: KnownKey[];
  holdings: Map<string, readonly WireBalance[]>;
  /** The answer to a request that arrives at `at`, and what is to be remembered of it. */
  answer(outgoing: HttpRequest, at: number, trouble?: ExchangeTrouble): { said: Said; remembered: Exchanged };
};

/** A delivery without the caller's clock. */
type Said = { kind: 'answer'; status: number; body: Buffer } | Exclude<HttpResult, { kind: 'answer' }>;

const ok = (body: string): Said => ({ kind: 'answer', status: 200, body: Buffer.from(body) });

export function createExchangeModel(): ExchangeModel {
  const keys: KnownKey[] = [];
  const holdings = new Map<string, readonly WireBalance[]>();

  function behave(
    query: string,
    apiKey: string,
    at: number,
  ): { said: Said } & Pick<Exchanged, 'refusal' | 'told'> {
    const refuse = (refusal: { code: number; msg: string }) => ({
      said: ok(errorBody(refusal, at)),
      refusal,
    });
    const key = keys.find((known) => known.apiKey === apiKey);
    if (!key) return refuse(ERRORS.apiKeyIncorrect);
    const fault = signatureFault(query, key.secretKey, at);
    if (fault) return refuse(fault);
    const balances = holdings.get(key.account) ?? [];
    const body = Buffer.from(balanceBody(balances));
    return { said: { kind: 'answer', status: 200, body }, told: { account: key.account, balances, body } };
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
        const { said, refusal } = troubled(trouble, at, `${target} ${apiKey}`);
        return { said, remembered: { ...base, refusal } };
      }
      if (asked === 'time') return { said: ok(serverTimeBody(at)), remembered: base };
      const { said, ...rest } = behave(query, apiKey, at);
      return { said, remembered: { ...base, ...rest } };
    },
  };
}

function troubled(
  trouble: Exclude<ExchangeTrouble, { slowMs: number }>,
  at: number,
  sent: string,
): { said: Said; refusal?: { code: number; msg: string } } {
  const refuse = (refusal: { code: number; msg: string }) => ({
    said: ok(errorBody(refusal, at)),
    refusal,
  });
  if ('says' in trouble) return refuse(refusalOf(trouble.says));
  if ('bannedFor' in trouble) return refuse(disabledUntilError(at + trouble.bannedFor * 1000));
  if ('echoes' in trouble)
    return refuse({ code: 100400, msg: `bad request: https://open-api.bingx.com${sent}` });
  if ('body' in trouble) return { said: ok(trouble.body) };
  if ('status' in trouble) {
    const body = Buffer.from(`<html>${trouble.status} ${sent}</html>`);
    return { said: { kind: 'answer', status: trouble.status, body } };
  }
  if (trouble.transport === 'network-error') return { said: { kind: 'network-error', detail: 'ECONNRESET' } };
  return {
    said: { kind: trouble.transport, status: 200, detail: 'broken', body: Buffer.from(`{"code":0, ${sent}`) },
  };
}
