/** The exchange's recorded payloads, byte for byte, through the deployed function and the table into every data format. */
import { gunzipSync } from 'node:zlib';
import Big from 'big.js';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { unmarshallRow } from '../../functions/history/marshall';
import { WALLET_IDS, type WalletId } from '../../functions/history/row';
import { PAYLOADS } from '../../infra/local/fake-bingx/payloads';
import { PATHS } from '../../infra/local/fake-bingx/server';
import { report, temporaryFile } from '../support/run-report';
import { type RunningStack, runStack } from '../support/running-stack';
import { parseWallet, type WalletAmounts } from '../support/wallet-oracle';

const PATH_OF: Record<WalletId, string> = {
  spot: PATHS.spotBalance,
  fund: PATHS.fundBalance,
  USDTMPerp: PATHS.usdtPerpetualBalance,
  coinMPerp: PATHS.coinPerpetualBalance,
  stdFutures: PATHS.standardFuturesBalance,
};

/** The payloads of a wallet that are an answer; an empty one has no digit to lose. */
const answersOf = (wallet: WalletId) =>
  Object.values<string>(PAYLOADS[wallet]).filter(
    (payload) => (parseWallet(wallet, Buffer.from(payload))?.size ?? 0) > 0,
  );

const SLOT_COUNT = Math.max(...WALLET_IDS.map((wallet) => answersOf(wallet).length));
const SLOTS = Array.from({ length: SLOT_COUNT }, (_, i) => `2026-11-22T${String(i).padStart(2, '0')}:00:00Z`);
/** Each wallet's payloads in turn. */
const payloadAt = (wallet: WalletId, i: number) => answersOf(wallet)[i % answersOf(wallet).length] ?? '';

let running: RunningStack;
beforeAll(async () => {
  running = await runStack();
  for (const [i, slot] of SLOTS.entries()) {
    for (const wallet of WALLET_IDS) running.exchange.variants[PATH_OF[wallet]] = payloadAt(wallet, i);
    await running.fire(slot);
  }
});
afterAll(() => running.stop());

it('are stored with every amount and every byte', async () => {
  for (const [i, slot] of SLOTS.entries()) {
    const row = unmarshallRow((await running.item(slot)) ?? {});
    if (row.status !== 'captured') throw new Error(`${slot} is ${row.status}: ${row.failure.message}`);
    expect(row.walletErrors ?? {}).toEqual({});
    for (const wallet of WALLET_IDS) {
      expect(gunzipSync(row.raw[wallet] ?? '').toString()).toBe(payloadAt(wallet, i));
      expect(plainTexts(row.balances[wallet] ?? {})).toEqual(
        amountTexts(parseWallet(wallet, Buffer.from(payloadAt(wallet, i)))),
      );
    }
  }
});

type Line = { slot: unknown; wallet: string; asset: string; free: string; locked: string; total: string };

const READERS: Record<string, (bytes: Buffer) => Line[] | Promise<Line[]>> = {
  json: (bytes) => JSON.parse(String(bytes)),
  csv: (bytes) => parse(bytes, { columns: true, record_delimiter: '\r\n' }),
  parquet: async (bytes) => (await parquetReadObjects({ file: new Uint8Array(bytes).buffer })) as Line[],
};

it.each(Object.entries(READERS))('are in an export without a changed digit: %s', async (format, read) => {
  const { bytes, exitCode, stderr } = await exportHistory(format);

  expect([exitCode, stderr]).toEqual([0, '']);
  const lines = (await read(bytes)).map(({ slot, wallet, asset, free, locked, total }) => [
    new Date(slot as string).toISOString().replace('.000', ''),
    wallet,
    asset,
    ...[free, locked, total].map(String),
  ]);
  expect(lines.sort()).toEqual(SLOTS.flatMap(expectedLines).sort());
});

async function exportHistory(format: string) {
  const { stack } = running;
  const openLocal = async () => ({
    client: stack.dynamodb.client,
    tableName: stack.tableName,
    close: async () => undefined,
  });
  const period = ['--from', SLOTS[0] ?? '', '--to', SLOTS.at(-1) ?? ''];
  const args = ['history', '--local', temporaryFile('unused'), ...period, '--format', format];
  return report(args, '2026-11-23T00:00:00Z', { openLocal });
}

/** `total` is the equity of perpetuals, and `locked` the exact difference; of standard futures there is no `locked`. */
function expectedLines(_slot: string, i: number): string[][] {
  return WALLET_IDS.flatMap((wallet) =>
    [...(parseWallet(wallet, Buffer.from(payloadAt(wallet, i))) ?? [])].map(([asset, amounts]) => {
      const of = (name: string) => amounts.get(name) ?? new Big(0);
      const figures = {
        spot: () => [of('free'), of('locked'), of('free').plus(of('locked'))],
        fund: () => [of('free'), of('locked'), of('free').plus(of('locked'))],
        USDTMPerp: () => perpetual(of),
        coinMPerp: () => perpetual(of),
        stdFutures: () => {
          const total = of('balance').plus(of('crossUnrealizedProfit'));
          return [of('availableBalance'), total.minus(of('availableBalance')), total];
        },
      }[wallet]();
      return [SLOTS[i] ?? '', wallet, asset, ...figures.map((figure) => figure.toFixed())];
    }),
  );
}

const perpetual = (of: (name: string) => Big) => [
  of('availableMargin'),
  of('equity').minus(of('availableMargin')),
  of('equity'),
];

const plain = (text: string) => new Big(text).toFixed();
const plainTexts = (held: Record<string, Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(held).map(([asset, amounts]) => [
      asset,
      Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, plain(text)])),
    ]),
  );
const amountTexts = (held: WalletAmounts | undefined) =>
  Object.fromEntries(
    [...(held ?? [])].map(([asset, amounts]) => [
      asset,
      Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toFixed()])),
    ]),
  );
