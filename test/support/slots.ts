/** Rows of the history in one line each: the slot, and the holdings or the reason of the failure. */
import { gzipSync } from 'node:zlib';
import type { CapturedRow, FailedRow, Holding } from '../../functions/history/row';
import { toSlot } from '../../functions/schedule/slot';
import { capturedRow, failedRow } from './rows';

type Common = { account?: string; slot: string; schedule?: string; timezone?: string };

/** `{ BTC: '1.5', ETH: ['1', '0.5'] }`: free alone, or free and locked. */
export type Held = Record<string, string | [free: string, locked: string]>;

/** Of the spot wallet alone, so that it is a stored row and one that a report shows. */
type SpotRow = Omit<CapturedRow, 'balances'> & { balances: { spot: Record<string, Holding> } };

/** A fifth of the time of the default, which is most of that of a test with thousands of rows. */
const SMALL_WINDOW = { windowBits: 9, memLevel: 1 };

export function captured({ held, ...common }: Common & { held: Held }): SpotRow {
  const spot = Object.fromEntries(
    Object.entries(held).map(([asset, amounts]): [string, Holding] => {
      const [free, locked] = typeof amounts === 'string' ? [amounts, '0'] : amounts;
      return [asset, { free, locked }];
    }),
  );
  const answer = { code: 0, data: { balances: Object.entries(spot).map(([asset, b]) => ({ asset, ...b })) } };
  const row = capturedRow({
    ...common,
    capturedAt: common.slot.replace('Z', '.250Z'),
    raw: { spot: gzipSync(JSON.stringify(answer), SMALL_WINDOW) },
  });
  return { ...row, balances: { spot } };
}

export function failed({
  reason,
  message = `It failed: ${reason}`,
  ...common
}: Common & { reason: string; message?: string }): FailedRow {
  const at = common.slot.replace('Z', '.900Z');
  return failedRow({ ...common, failure: { reason, message, at, attempts: 1 } });
}

/** Hourly slots, the first at `start`. */
export const hours = (start: string, count: number): string[] =>
  Array.from({ length: count }, (_, hour) => toSlot(Date.parse(start) + hour * 3_600_000));
