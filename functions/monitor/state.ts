/** The state of a slot, from its row or the lack of one, and how it differs from the state of the slot before. */
import { type JsonItem, parseItem } from '../history/projection';
import { FINAL_REASONS } from '../snapshot/outcome';
import { MISSING } from './reasons';

/** wallet → reason, of optional wallets that were not read. */
export type WalletReasons = Readonly<Record<string, string>>;

export type Failing = {
  kind: 'failed';
  reason: string;
  /** When the run failed: epoch ms; NaN where the row does not say. */
  at: number;
  code?: string;
  egressIp?: string;
  retryAt?: string;
};

export type SlotState = { kind: 'captured'; wallets: WalletReasons } | Failing | { kind: 'missing' };

/** The attributes that `stateOf` reads. */
export const STATE_ATTRIBUTES = [
  'slot',
  'status',
  'capturedAt',
  'failure',
  'version',
  'walletErrors',
] as const;

export const NO_ROW: SlotState = { kind: 'missing' };

/** A row that cannot be read is unknown, and therefore failed. */
export function stateOf(item: JsonItem): SlotState {
  const row = parseItem(item, 'status');
  if (row.status === 'captured') return { kind: 'captured', wallets: walletReasons(item) };
  const { reason, at, code, egressIp, retryAt } = row.failure;
  return {
    kind: 'failed',
    reason,
    at: Date.parse(at),
    ...(code !== undefined && { code }),
    ...(egressIp !== undefined && { egressIp }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

function walletReasons({ walletErrors }: JsonItem): WalletReasons {
  const entries = Object.entries(walletErrors?.M ?? {});
  return Object.fromEntries(entries.map(([wallet, error]) => [wallet, error?.M?.reason?.S ?? 'unknown']));
}

/** Of the rows at both times of a repeated slot: captured if one is. */
export const stateOfEither = (states: readonly SlotState[]): SlotState =>
  states.find(({ kind }) => kind === 'captured') ?? states.find(({ kind }) => kind === 'failed') ?? NO_ROW;

/** `missing` or the reason of the failure. */
export const reasonOf = (state: Exclude<SlotState, { kind: 'captured' }>): string =>
  state.kind === 'missing' ? MISSING : state.reason;

/** Time for the write of a failure, and for eventually consistent reads to see it: a run never misses it, and its repetition sees no more. */
const WRITE_MARGIN_MS = 30_000;

/** Whether the slot's failure is final, and was written before the run at `epochMs`. */
export const isFinalFailure = (state: SlotState, epochMs: number) =>
  state.kind === 'failed' &&
  state.at < epochMs - WRITE_MARGIN_MS &&
  (FINAL_REASONS as readonly string[]).includes(state.reason);
