/** Records the queries that a table's client sends from now on. */
import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { TestTable } from '../../support/dynamodb';

export function recordQueries({ client }: TestTable): QueryCommandInput[] {
  const queries: QueryCommandInput[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      queries.push(args.input as QueryCommandInput);
      return next(args);
    },
    { step: 'initialize', name: 'recordQueries', override: true },
  );
  return queries;
}
