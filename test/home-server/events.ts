/** What happens to the machine during a simulated month, and what the server records of it. */

/** The times are those of the machine's clock. */
export type MachineEvent = {
  at: string;
} /** A suspend, or the clock is set: back where `minutes` is negative. */ & (
  | { kind: 'clock-step'; minutes: number }
  /** While it is full, the server is restarted every few minutes. */
  | { kind: 'full-disk'; minutes: number }
  /** The next snapshot is cut short; the machine starts again after `minutes`. */
  | { kind: 'power-failure'; minutes: number }
  /** The exchange accepts only the new key, which is in the keys file after `minutes`. */
  | { kind: 'new-key'; minutes: number }
);

/** A line of the journal that the server process writes. */
export type JournalEntry =
  | { kind: 'invoked'; target: string; slot: string; at: number }
  | { kind: 'message'; subject: string; at: number };

export type ServerOptions = {
  /** Where the server keeps its history. */
  folder: string;
  assembly: string;
  keysFile: string;
  journalFile: string;
  /** Epoch ms. */
  from: number;
  until: number;
  events: MachineEvent[];
};

/** The key of all accounts; the number changes with each new key. */
export const keyOf = (number: number) => ({ apiKey: `api-key-${number}`, secretKey: `secret-key-${number}` });
