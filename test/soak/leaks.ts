/** Looks through everything that came out of the year for keys, secrets and signatures, in time that fits a soak. */
import { leaksIn } from '../support/no-secrets';

export type LeakSearch = {
  /** Adds what must not turn up. */
  watch(credentials: { apiKey: string; secretKey: string }): void;
  signed(signature: string): void;
  /** Looks through anything; it is counted, and so is what was found. */
  search(captured: unknown): void;
  searched: number;
  found: string[];
};

export function searchLeaks(): LeakSearch {
  const keys: string[] = [];
  const signatures = new Set<string>();
  const leaks: LeakSearch = {
    watch: ({ apiKey, secretKey }) => void keys.push(apiKey, secretKey),
    signed: (signature) => void signatures.add(signature.toLowerCase()),
    searched: 0,
    found: [],
    search(captured) {
      leaks.searched++;
      leaks.found.push(...leaksIn(captured, keys));
      // There are as many signatures as requests: what looks like one is looked up among them.
      for (const [text] of JSON.stringify(captured ?? '').matchAll(/[0-9a-f]{64}/gi)) {
        if (signatures.has(text.toLowerCase())) leaks.found.push('a signature');
      }
    },
  };
  return leaks;
}
