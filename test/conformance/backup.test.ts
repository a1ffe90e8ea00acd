/** A year of history from this machine to AWS's own DynamoDB and back, interrupted on the way: the same bytes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { toItemLine } from '../../functions/backup/item-line';
import type { Source } from '../../functions/cli/table-source';
import { marshallRow, toDynamoJson } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { type DynamoDb, startDynamoDb } from '../../infra/local/emulators/dynamodb';
import {
  createHistoryTable,
  DYNAMODB_ENDPOINT,
  startHistoryTable,
  type TestTable,
} from '../support/dynamodb';
import { history } from '../support/run-history';
import { useEngine } from '../support/run-report';
import { captured, failed, hours } from '../support/slots';

const YEAR = hours('2025-01-01T00:00:00Z', 365 * 24).map((slot, i) =>
  i % 100 === 99
    ? failed({ slot, reason: 'exchange-unavailable' })
    : captured({ slot, held: { BTC: `0.${i + 1}`, USDT: [`${i}`, '1e-8'], '\u{1f680}': '1' } }),
);

/** In requests of as many rows as one may have: an import writes each on its own, under its condition. */
async function fill({ client, tableName }: Source, rows: readonly Row[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 25) {
    const requests = rows.slice(i, i + 25).map((row) => ({ PutRequest: { Item: marshallRow(row) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  }
}

// Without DynamoDB Local it would compare the emulator with itself: shown as skipped until the conformance run.
(DYNAMODB_ENDPOINT ? it : it.skip)(
  'a year of hourly slots is byte for byte the same',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backup-'));
    const path = (name: string) => join(folder, name);
    const emulators: DynamoDb[] = [];
    let aws: TestTable | undefined;
    /** An empty history on this machine. */
    async function newLocal() {
      const emulator = await startDynamoDb({ folder: path(`local-${emulators.length}`), isRecording: false });
      emulators.push(emulator);
      const tableName = await createHistoryTable(emulator.client);
      return async () => ({ client: emulator.client, tableName, close: async () => {} });
    }

    try {
      const text = YEAR.map((row) => `${toItemLine(toDynamoJson(row)).json}\n`).join('');
      const first = await newLocal();
      await fill(await first(), YEAR);
      await history(['export', '--local', '--output', path('first.ndjson.gz')], first);

      aws = await startHistoryTable();
      useEngine(aws);
      const toAws = ['import', path('first.ndjson.gz'), '--table', aws.tableName];
      const importing = history(toAws);
      const interrupt = setTimeout(() => process.emit('SIGINT', 'SIGINT'), 2_000);
      const cut = await importing;
      clearTimeout(interrupt);
      const completed = await history(toAws);
      const repeated = await history(toAws);
      await history(['export', '--table', aws.tableName, '--output', path('aws.ndjson')]);

      // A row that is not the same would be kept, and counted as such.
      const back = await history(['import', path('aws.ndjson'), '--local'], first);
      const second = await newLocal();
      const month = `${text
        .split('\n')
        .slice(0, 31 * 24)
        .join('\n')}\n`;
      writeFileSync(path('month.ndjson'), readFileSync(path('aws.ndjson'), 'utf8').slice(0, month.length));
      await history(['import', path('month.ndjson'), '--local'], second);
      await history(['export', '--local', '--output', path('second.ndjson')], second);

      expect([0, 130]).toContain(cut.exitCode);
      expect([completed.exitCode, repeated.exitCode, back.exitCode]).toEqual([0, 0, 0]);
      for (const { stderr } of [repeated, back]) expect(stderr).toContain('8,760 already there.');
      expect(gunzipSync(readFileSync(path('first.ndjson.gz'))).toString() === text).toBe(true);
      expect(readFileSync(path('aws.ndjson'), 'utf8') === text).toBe(true);
      expect(readFileSync(path('second.ndjson'), 'utf8') === month).toBe(true);
    } finally {
      await aws?.close();
      for (const emulator of emulators) await emulator.stop();
      rmSync(folder, { recursive: true });
    }
  },
  600_000,
);
