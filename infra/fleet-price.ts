/** The monthly price of many hourly accounts: stacks of 400 that share secrets, a table and one dashboard. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addPrices, monthlyPrice, type Price } from './monthly-price';
import { createSnapshotApp } from './snapshot-app';

const ACCOUNTS_PER_STACK = 400;
const ACCOUNTS_PER_SECRET = 200;

/** The price, and the number of stacks. */
export function fleetPrice(accounts: number): { stacks: number; price: Price } {
  const stacks = Math.ceil(accounts / ACCOUNTS_PER_STACK);
  const sizes = Array.from({ length: stacks }, (_, i) =>
    Math.min(ACCOUNTS_PER_STACK, accounts - i * ACCOUNTS_PER_STACK),
  );
  const [first = 0, ...others] = sizes;
  // Stacks of one size have one price: synthesizing each would take seconds.
  const bySize = new Map([...new Set(others)].map((size) => [size, stackPrice(size, { dashboard: false })]));
  const prices = others.flatMap((size) => bySize.get(size) ?? []);
  return { stacks, price: addPrices([stackPrice(first, { dashboard: true }), ...prices]) };
}

function stackPrice(count: number, settings: { dashboard: boolean }): Price {
  const accounts = Array.from({ length: count }, (_, i) => ({
    id: `account-${i}`,
    ...(count > 1 ? { secretName: `bingx/keys-${Math.floor(i / ACCOUNTS_PER_SECRET)}` } : {}),
  }));
  const outdir = mkdtempSync(join(tmpdir(), 'price-'));
  try {
    const context = { 'aws:cdk:bundling-stacks': [], accounts, alarmEmails: [], ...settings };
    return monthlyPrice(createSnapshotApp({ context, outdir }).synth().stacks[0]?.template);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
