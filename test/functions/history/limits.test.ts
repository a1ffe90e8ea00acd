/** A failed row always fits into a DynamoDB item, for any message and response. */
import { randomBytes } from 'node:crypto';
import { boundFailure, MAX_LENGTH } from '../../../functions/history/limits';
import { marshallRow } from '../../../functions/history/marshall';
import { InvalidEvent, parseEvent } from '../../../functions/snapshot/event';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { job, NOW, parts, type SpotReading } from '../snapshot/collaborators';

const MAX_ITEM_BYTES = 400 * 1024;
const huge = '€'.repeat(450_000);

it('truncates each text of a failure to its limit, and changes nothing else', () => {
  const failure = {
    reason: huge,
    code: huge,
    message: huge,
    egressIp: huge,
    retryAt: huge,
    at: huge,
    attempts: 3,
  };

  const { attempts, ...texts } = boundFailure(failure);

  expect(attempts).toBe(3);
  for (const [key, text] of Object.entries(texts)) {
    expect([key, text.length]).toEqual([key, MAX_LENGTH[key as keyof typeof MAX_LENGTH]]);
  }
  expect(boundFailure({ reason: 'banned', message: 'no', at: 'now', attempts: 1 })).toEqual({
    reason: 'banned',
    message: 'no',
    at: 'now',
    attempts: 1,
  });
});

it('creates a row that fits from the longest texts and an incompressible response', async () => {
  const reading = {
    kind: 'failed',
    reason: 'invalid-response',
    code: huge,
    message: huge,
    egressIp: huge,
    attempts: 1,
    raw: randomBytes(2 * 1024 * 1024),
  } satisfies SpotReading;
  const { all, rows, logged } = parts({ reading });

  const outcome = await takeSnapshot({ ...job, schedule: '€'.repeat(MAX_LENGTH.schedule) }, all);

  const [row] = rows;
  if (!row) throw new Error('there is no row');
  const { raw, ...texts } = marshallRow(row);
  expect(Buffer.byteLength(JSON.stringify(texts)) + (raw?.M?.spot?.B?.length ?? 0)).toBeLessThan(
    MAX_ITEM_BYTES,
  );
  expect(JSON.stringify([outcome, logged]).length).toBeLessThan(10_000);
});

it.each([
  ['schedule', huge],
  ['timezone', huge],
  ['secretId', 'x'.repeat(2_049)],
  ['secretId', '{"apiKey":"canary"}'],
])('rejects an event whose %s does not fit into a row, and does not quote it', (field, text) => {
  const event = { ...job, [field]: text };

  expect(() => parseEvent(event, NOW)).toThrow(InvalidEvent);
  expect(() => parseEvent(event, NOW)).not.toThrow(/canary|€/);
});
