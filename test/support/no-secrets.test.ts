/** The search for leaks finds each kind of leak. */
import { gzipSync } from 'node:zlib';
import { encodeForLog } from '../../functions/history/log-fallback';
import { CANARY, expectNoSecrets, leaksIn, secretsOf } from './no-secrets';
import { capturedRow } from './rows';

const SIGNATURE = '428a3c383bde514baff0d10d3c20e5adfaacaf799e324546dafe5ccc480dd827';
const request = {
  method: 'GET',
  path: '/',
  query: `timestamp=1&signature=${SIGNATURE}`,
  headers: {},
  at: 0,
};
const secrets = secretsOf([CANARY], [request]);

it('searches for both keys and each signature that was sent', () => {
  expect(secrets).toEqual([CANARY.apiKey, CANARY.secretKey, SIGNATURE]);
});

it.each([
  ['a line of text', `key=${CANARY.apiKey}`],
  ['a truncated text', `…${CANARY.secretKey.slice(0, 20)}…`],
  ['a signature in capitals', SIGNATURE.toUpperCase()],
  ['an object in a list', [{ deep: { down: CANARY.secretKey } }]],
  ["a property's name", { [CANARY.apiKey]: 1 }],
  ['the cause of an error', new Error('failed', { cause: new Error(CANARY.secretKey) })],
  [
    'an error property that is not listed',
    Object.defineProperty(new Error('x'), 'url', { value: SIGNATURE }),
  ],
  ['a map', new Map([['key', CANARY.apiKey]])],
  ['bytes', Buffer.from(CANARY.apiKey)],
  ['gzipped bytes', gzipSync(`{"key":"${CANARY.apiKey}"}`)],
  ['base64', Buffer.from(CANARY.secretKey).toString('base64')],
  ['base64 of something longer', Buffer.from(`{"key":"${CANARY.secretKey}"}`).toString('base64')],
  [
    'a row in the log',
    JSON.stringify({
      unstored: encodeForLog(capturedRow({ raw: { spot: gzipSync(`{"msg":"${CANARY.apiKey}"}`) } })),
    }),
  ],
  ['base64 of base64', Buffer.from(Buffer.from(CANARY.secretKey).toString('base64')).toString('base64')],
  [
    'percent-encoding, twice',
    encodeURIComponent(CANARY.apiKey.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)),
  ],
  ['JSON escapes', CANARY.apiKey.replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
  ['bytes gzipped twice', gzipSync(gzipSync(CANARY.apiKey))],
  ['truncated gzipped bytes', gzipSync(`{"key":"${CANARY.apiKey}"}`).subarray(0, -4)],
  ['UTF-16', Buffer.from(CANARY.apiKey, 'utf16le')],
  ['hex', Buffer.from(CANARY.secretKey).toString('hex')],
])('finds a secret in %s', (_where, captured) => {
  expect(leaksIn(captured, secrets)).not.toEqual([]);
  expect(() => expectNoSecrets(captured, secrets)).toThrow();
});

it('reports neither the secret nor the text around it', () => {
  expect(leaksIn({ log: CANARY.apiKey }, secrets)).toEqual(['secret 0 in captured.log']);
});

it('finds nothing where there is no secret', () => {
  expectNoSecrets(['an hourly row', { free: '44.37692200000000237300' }, Buffer.from('raw')], secrets);
});
