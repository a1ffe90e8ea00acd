/** Searches all output of a long simulation for keys, secrets and signatures, fast enough for a year. */
import { leaksIn } from './no-secrets';

export type LeakSearch = {
  /** Adds keys that must not appear. */
  watch(credentials: { apiKey: string; secretKey: string }): void;
  signed(signature: string): void;
  /** Searches a value; counts it, and collects what was found. */
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
      // One signature per request: look up whatever has its form.
      for (const [text] of JSON.stringify(captured ?? '').matchAll(/[0-9a-f]{64}/gi)) {
        if (signatures.has(text.toLowerCase())) leaks.found.push('a signature');
      }
    },
  };
  return leaks;
}
