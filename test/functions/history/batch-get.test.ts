/** A batch that DynamoDB throttles is asked again after growing waits, and is an error in the end. */
import { batchGet } from '../../../functions/history/batch-get';

const UNPROCESSED = { history: { Keys: [{ account: { S: 'main' } }] } };

/** Reads one key of a table that processes it at the `processedAt`th request. */
function read(processedAt: number) {
  const waits: number[] = [];
  let requests = 0;
  const items = batchGet(
    'history',
    [{ account: 'main', slot: '2026-01-01T00:00:00Z' }],
    {},
    async () =>
      ++requests < processedAt
        ? { UnprocessedKeys: UNPROCESSED }
        : { Responses: { history: [{ account: { S: 'main' } }] } },
    async (ms) => void waits.push(ms),
  );
  return { items, waits };
}

it('has the items of the eighth request, after about 12 seconds', async () => {
  const { items, waits } = read(8);

  expect(await items).toEqual([{ account: { S: 'main' } }]);
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400]);
});

it('fails after eight requests, without a further wait', async () => {
  const { items, waits } = read(9);

  await expect(items).rejects.toThrow(
    'DynamoDB did not process all keys of a batch: it throttles the table.',
  );
  expect(waits).toHaveLength(7);
});
