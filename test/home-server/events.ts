/** What happens to the machine during a simulation of the home server, and what the server records of it. */
import type { SlotState } from '../../functions/monitor/state';
import type { Fault } from '../../infra/local/emulators/faults';
import type { InvocationResult } from '../../infra/local/function/sandbox';
import { canaryKey } from '../support/canary-keys';

/** The times are those of the machine's clock. */
export type MachineEvent = {
  at: string;
  /** How long it lasts, or explains what follows from it. */
  minutes: number;
} /** A suspend, or the clock is set: back where `minutes` is negative. */ & (
  | { kind: 'clock-step' }
  /** While it is full, the server is restarted every few minutes. */
  | { kind: 'full-disk' }
  /** The next snapshot is cut short; the machine starts again after `minutes`. */
  | { kind: 'power-failure' }
  /** The exchange accepts only the new key, which is in the keys file after `minutes`. */
  | { kind: 'new-key' }
  /** The exchange's answers to the next requests to a path. */
  | { kind: 'exchange-fault'; path: string; answers: Fault[] }
);

/** A line of the journal that the server process writes. */
export type JournalEntry = { at: number } & (
  | { kind: 'invoked'; target: string; slot: string }
  | { kind: 'ended'; target: string; slot: string; result?: InvocationResult; state?: SlotState }
  | { kind: 'message'; subject: string; message: string }
  | { kind: 'signatures'; signatures: string[] }
);

export type ServerOptions = {
  /** Where the server keeps its history. */
  folder: string;
  assembly: string;
  keysFile: string;
  journalFile: string;
  /** Epoch ms. */
  from: number;
  until: number;
  events: readonly MachineEvent[];
};

/** The key of all accounts; the number changes with each new key. */
export const keyOf = (number: number) => canaryKey('home', number);
