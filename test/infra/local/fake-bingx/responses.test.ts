/** All responses of the fake are recorded or documented ones. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  balanceBody,
  disabledUntilError,
  ERRORS,
  errorBody,
  permissionsBody,
  READ_ONLY,
  repeatedErrorsError,
  serverTimeBody,
  whitelistError,
} from '../../../../infra/local/fake-bingx/responses';
import { DOCUMENTED, DOCUMENTED_REFUSALS, RECORDED } from '../../../functions/bingx/recorded';
import { flaggedPermissions } from '../../../support/flagged-permissions';

/** Code and text of each recorded error. */
const recorded = Object.values(RECORDED).map((payload) => {
  const { code, msg } = JSON.parse(payload) as { code: number; msg: string };
  return { code, msg };
});
const documented = DOCUMENTED_REFUSALS.map(([code, msg]) => ({ code, msg }));

it.each(Object.entries(ERRORS))('has a recorded or documented text: %s', (_name, refusal) => {
  expect([...recorded, ...documented]).toContainEqual(refusal);
});

it.each([
  ['the address', whitelistError('36.228.12.229'), RECORDED.whitelistWithAddress],
  ['the end of a disabled period', disabledUntilError(1772633973621), RECORDED.disabledUntil],
  ['the end of a ban', repeatedErrorsError(1727193970155), RECORDED.repeatedErrors],
])('inserts %s into the recorded text', (_what, refusal, payload) => {
  expect(JSON.parse(payload)).toMatchObject(refusal);
});

it('formats an error as the exchange does', () => {
  expect(errorBody(ERRORS.timestampMismatch, 1730380897367)).toBe(RECORDED.timestampMismatch);
});

it('has the documented shapes of balances and time', () => {
  expect(balanceBody([{ asset: 'BTC', displayName: 'BTC', free: '1', locked: '0' }])).toBe(
    JSON.stringify(JSON.parse(DOCUMENTED.balances)),
  );
  expect(serverTimeBody(1675319535362)).toBe(DOCUMENTED.serverTime);
});

it('has both documented shapes of permissions', () => {
  expect(Object.keys(JSON.parse(permissionsBody('key', READ_ONLY)))).toEqual(DOCUMENTED.barePermissions);
  expect(Object.keys(JSON.parse(permissionsBody('key', flaggedPermissions())).data)).toEqual(
    DOCUMENTED.flaggedPermissions,
  );
});

it('shares no code with the client', () => {
  const reached = reachedFrom(join(__dirname, '../../../../infra/local/fake-bingx/server.ts'));

  expect(reached.size).toBeGreaterThan(3);
  expect([...reached].filter((file) => /\bfunctions\b/.test(file))).toEqual([]);
});

/** Every file of this project that `file` imports, directly or not. */
function reachedFrom(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
    reachedFrom(`${join(dirname(file), path)}.ts`, reached);
  }
  return reached;
}
