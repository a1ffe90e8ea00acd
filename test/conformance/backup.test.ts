/** A year of history from this machine to AWS's own DynamoDB and back, interrupted on the way: the same bytes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toItemLine } from '../../functions/backup/item-line';
import { toDynamoJson } from '../../functions/history/marshall';
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
      const emulator = await startDynamoDb({ folder: path(`local-${emulators.length}`) });
      emulators.push(emulator);
      const tableName = await createHistoryTable(emulator.client);
      return async () => ({ client: emulator.client, tableName, close: async () => {} });
    }

    try {
      const text = YEAR.map((row) => `${toItemLine(toDynamoJson(row)).json}\n`).join('');
      writeFileSync(path('filled.ndjson.gz'), gzipSync(text));
      const first = await newLocal();
      await history(['import', path('filled.ndjson.gz'), '--local'], first);
      await history(['export', '--local', '--output', path('first.ndjson')], first);

      aws = await startHistoryTable();
      useEngine(aws);
      const toAws = ['import', path('first.ndjson'), '--table', aws.tableName];
      const importing = history(toAws);
      const interrupt = setTimeout(() => process.emit('SIGINT', 'SIGINT'), 2_000);
      const cut = await importing;
      clearTimeout(interrupt);
      const completed = await history(toAws);
      const repeated = await history(toAws);
      await history(['export', '--table', aws.tableName, '--output', path('aws.ndjson')]);

      const second = await newLocal();
      await history(['import', path('aws.ndjson'), '--local'], second);
      await history(['export', '--local', '--output', path('second.ndjson')], second);

      expect([0, 130]).toContain(cut.exitCode);
      expect([completed.exitCode, repeated.exitCode]).toEqual([0, 0]);
      expect(repeated.stderr).toContain('8,760 already there.');
      const files = ['first', 'aws', 'second'].map((name) => readFileSync(path(`${name}.ndjson`), 'utf8'));
      expect(files.map((content) => content === text)).toEqual([true, true, true]);
    } finally {
      await aws?.close();
      for (const emulator of emulators) await emulator.stop();
      rmSync(folder, { recursive: true });
    }
  },
  600_000,
);
