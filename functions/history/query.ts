/** One query to the history table, with the answer's text handed over unread. */
import { Readable } from 'node:stream';
import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { JsonItem } from './projection';

export type QueryResponse = {
  Items: JsonItem[];
  /** Rows that were looked at: more than `Items` where a filter left some out. */
  ScannedCount: number;
  LastEvaluatedKey?: JsonItem;
};

/**
 * Sends a query; retries, credentials and errors are the SDK's. The answer is parsed when `open` is called: what waits
 * for its turn is bytes. The SDK's own reading of a page of nested maps takes six times as long as `JSON.parse`, so the
 * body of a good answer is taken away from it, and it gets an empty one to read instead.
 */
export async function query(
  client: DynamoDBClient,
  input: QueryCommandInput,
  signal?: AbortSignal,
): Promise<{ open(): QueryResponse }> {
  const command = new QueryCommand(input);
  let body = Buffer.alloc(0);
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: Readable };
      if (response.statusCode === 200) {
        body = await collectBody(response.body);
        response.body = Readable.from([]);
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepBody' },
  );
  await client.send(command, { abortSignal: signal });
  return { open: () => JSON.parse(body.toString()) as QueryResponse };
}

/** Several times as fast as `buffer` of `node:stream/consumers`, which goes through a Blob. */
async function collectBody(stream: Readable) {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
