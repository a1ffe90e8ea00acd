/** Rows of the history in one line each: the slot, and the holdings or the reason of the failure. */
import { gzipSync } from 'node:zlib';
import type { CapturedRow, FailedRow, Holding } from '../../functions/history/row';
import { toSlot } from '../../functions/schedule/slot';
import { capturedRow, failedRow } from './rows';

type Common = { account?: string; slot: string; schedule?: string; timezone?: string };

/** `{ BTC: '1.5', ETH: ['1', '0.5'] }`: free alone, or free and locked. */
export type Held = Record<string, string | [free: string, locked: string]>;

export function captured({ held, ...common }: Common & { held: Held }): CapturedRow {
  const spot = Object.fromEntries(
    Object.entries(held).map(([asset, amounts]): [string, Holding] => {
      const [free, locked] = typeof amounts === 'string' ? [amounts, '0'] : amounts;
      return [asset, { free, locked }];
    }),
  );
  const answer = { code: 0, data: { balances: Object.entries(spot).map(([asset, b]) => ({ asset, ...b })) } };
  return capturedRow({
    ...common,
    capturedAt: common.slot.replace('Z', '.250Z'),
    balances: { spot },
    raw: gzipSync(JSON.stringify(answer)),
  });
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
