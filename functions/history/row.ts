/** What a row of the history says: the two kinds there are, and what they share. */

/** Amounts as plain decimal text, exact to the last digit; never a JavaScript number. */
export type Holding = { free: string; locked: string };

/** wallet → asset → holding. An asset that is absent from a captured row was held at exactly zero. */
export type Balances = Record<string, Record<string, Holding>>;

/** Why a slot has no balance. `reason` is one of the outcomes' reasons; readers must accept ones they do not know. */
export type Failure = {
  reason: string;
  /** The exchange's own code, as text, or `HTTP 403` where there was none. */
  code?: string;
  message: string;
  /** The address that the exchange saw, where its answer told: what an operator has to whitelist. */
  egressIp?: string;
  /** Earliest moment (ISO, UTC) at which the exchange will answer again, where it said so. */
  retryAt?: string;
  /** When the run gave up: ISO, UTC, ms. */
  at: string;
  /** Requests for the balance that this run sent. */
  attempts: number;
};

type SlotRow = {
  account: string;
  /** The scheduled time: ISO, UTC, to the second. */
  slot: string;
  /** The schedule expression that this slot came from: tells a reader which slots were due. */
  schedule?: string;
  /** IANA zone of the schedule, where it is not UTC. */
  timezone?: string;
  /** Our clock minus the exchange's, in ms, where it was measured. */
  clockSkewMs?: number;
  /** Epoch seconds. */
  expiresAt?: number;
  version: number;
};

export type CapturedRow = SlotRow & {
  status: 'captured';
  /** When the answer was given, on the exchange's clock: ISO, UTC, ms. */
  capturedAt: string;
  balances: Balances;
  /** The exchange's answer, byte for byte, gzipped: a parser bug must never cost history. */
  raw: Uint8Array;
};

export type FailedRow = SlotRow & {
  status: 'failed';
  failure: Failure;
  /** The answer that could not be understood or was a refusal, gzipped, where there was one. */
  raw?: Uint8Array;
};

export type Row = CapturedRow | FailedRow;
