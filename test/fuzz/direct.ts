/** Fuzzed answers that are in no row: the exchange's time and the permissions of a key, compared with a second parser. */
import { createExchange } from '../../functions/bingx/exchange';
import type { HttpRequest } from '../../functions/bingx/http-client';
import type { KeyPermissions } from '../../functions/bingx/types';
import { isSuccess, type Json, member, readJsonBody, textOf } from '../support/oracle';

const CREDENTIALS = { apiKey: 'fuzzed-api-key', secretKey: 'fuzzed-secret-key' };
const DAY = 24 * 3_600_000;

/** The endpoints that are read directly. */
export type DirectEndpoint = 'time' | 'apiPermissions';

/** 1 where the answer was read, undefined where it was not. Throws where it was read differently by the second parser. */
export async function checkDirect(
  endpoint: DirectEndpoint,
  body: Buffer,
  now: number,
): Promise<number | undefined> {
  const exchange = createExchange({
    baseUrl: 'http://fuzzed',
    clock: () => now,
    sleep: async () => undefined,
    random: () => 0,
    send: async (_request: HttpRequest) => ({
      kind: 'answer',
      status: 200,
      headers: {},
      body,
      sentAt: now,
      answeredAt: now,
    }),
  });
  if (endpoint === 'time') return checkTime(body, now, await exchange.syncClock(now + 45_000));
  const getCredentials = async () => CREDENTIALS;
  const request = { credentials: CREDENTIALS, getCredentials, deadline: now + 45_000 };
  const reading = await exchange.readPermissions(request);
  return checkPermissions(body, reading.kind === 'answered' ? reading.value : undefined);
}

function checkTime(body: Buffer, now: number, skewMs: number | undefined): number | undefined {
  const document = readJsonBody(body);
  const times = (document === undefined ? digitsIn(body) : timeOf(document)).filter(
    (time) => Math.abs(now - time) <= DAY,
  );
  const read = skewMs === undefined ? [] : [now - skewMs];
  // An error with a key twice is no success: its time may be used or not.
  const isExpected =
    document === undefined ? read.every((time) => times.includes(time)) : read.join() === times.join();
  if (!isExpected) throw new Error(`the time ${read} was read, not ${times}`);
  return skewMs === undefined ? undefined : 1;
}

const EPOCH_MS = /^\d{13}$/;
const digitsIn = (body: Buffer) => (body.toString('latin1').match(/\d{13}/g) ?? []).map(Number);

/** The time of a success, or of an error; at most one. */
function timeOf(document: Json): number[] {
  const code = textOf(member(document, 'code')) ?? '';
  const time = textOf(
    isSuccess(document)
      ? member(member(document, 'data'), 'serverTime')
      : /^-?\d+$/.test(code) && code !== '0'
        ? member(document, 'timestamp')
        : undefined,
  );
  return time !== undefined && EPOCH_MS.test(time) ? [Number(time)] : [];
}

function checkPermissions(body: Buffer, read: KeyPermissions | undefined): number | undefined {
  const expected = permissionsOf(readJsonBody(body));
  const summary = read && {
    mayRead: read.mayRead,
    isIpRestricted: read.isIpRestricted,
    extra: read.extraPermissions.length,
  };
  if (JSON.stringify(summary) !== JSON.stringify(expected)) {
    throw new Error(`the permissions ${JSON.stringify(summary)} were read, not ${JSON.stringify(expected)}`);
  }
  return read ? 1 : undefined;
}

const READ = '2';
/** Of many permissions, the first ones and the number of the others are named. */
const MAX_NAMED = 21;

function permissionsOf(document: Json | undefined) {
  const code = textOf(member(document, 'code')) ?? '';
  // One of the shapes has no code.
  if (/^-?\d+$/.test(code) && !isSuccess(document)) return undefined;
  const numbers = member(document, 'permissions');
  const texts = Array.isArray(numbers) ? numbers.map(textOf) : [undefined];
  if (texts.every((text) => text !== undefined)) {
    const addresses = member(document, 'ipAddresses');
    const isRestricted = Array.isArray(addresses) && addresses.some((address) => textOf(address)?.trim());
    return {
      mayRead: texts.includes(READ),
      isIpRestricted: isRestricted,
      extra: Math.min(texts.filter((text) => text !== READ).length, MAX_NAMED),
    };
  }
  const flags = member(document, 'data');
  const [isIpRestricted, mayRead] = [member(flags, 'ipRestrict'), member(flags, 'enableReading')];
  if (!(flags instanceof Map) || typeof isIpRestricted !== 'boolean' || typeof mayRead !== 'boolean')
    return undefined;
  const rights = [...flags].filter(
    ([name, value]) => value === true && !['ipRestrict', 'enableReading'].includes(name),
  );
  return { mayRead, isIpRestricted, extra: Math.min(rights.length, MAX_NAMED) };
}
