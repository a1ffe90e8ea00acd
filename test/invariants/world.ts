/** The world around the job, in one process: clocks, exchange, secrets and a table, and the sandboxes that live in it. */
import { Readable } from 'node:stream';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshallRow, unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import type { WireBalance } from '../../infra/local/fake-bingx/responses';
import type { Engine } from './engine';
import { createExchangeModel } from './exchange';
import { newRun, type Run } from './run';
import { createSandbox, type Fate, type Sandbox, type Surroundings } from './sandbox';
import type { SecretsModel } from './secrets';
import { NO_TROUBLES } from './troubles';
import { operationOf, type WireRequest, wiredTo } from './wire';

export const START = Date.parse('2026-11-22T06:00:00Z');
const SCHEDULE = 'cron(0 * * * ? *)';
export const MAX_LATENESS_SECONDS = 1800;

/** One delivery of a tick; without a `sandbox` to the first one, without a fate to a good one. */
export type Tick = { account: string; slot: string; sandbox?: number } & Partial<Fate>;

export type World = ReturnType<typeof createWorld>;

/** `name` keeps the rows of worlds apart that share an engine. */
export function createWorld(engine: Engine, name: string) {
  /** The exchange's clock, and ours minus theirs: ms. */
  const time = { theirs: START + 1000, skewMs: 0 };
  const exchange = createExchangeModel();
  const secrets: SecretsModel = new Map();
  const canaries = new Set<string>();
  const runs: Run[] = [];
  const sandboxes = new Map<number, Sandbox>();
  const accounts = ['main', 'sub'].map((account) => ({
    id: `${name}-${account}`,
    secretId: `balance-snapshots/${account}`,
  }));
  let seen: Row[] | undefined;

  const ourNow = () => time.theirs + time.skewMs;
  const useTable = (request: WireRequest) => {
    if (operationOf(request) === 'PutItem') seen = undefined;
    return engine.answer(request);
  };
  /** The table itself, without troubles. */
  const table = new DynamoDBClient(wiredTo(useTable));
  const surroundings: Surroundings = {
    clocks: {
      ourNow,
      theirNow: () => time.theirs,
      pass(ms) {
        time.theirs += ms;
      },
    },
    exchange,
    secrets,
    table: { name: engine.tableName, answer: useTable },
    signed: (signature) => void canaries.add(signature),
  };

  const secretOf = (account: string) => accounts.find(({ id }) => id === account)?.secretId ?? '';
  const keyOf = (account: string) => exchange.keys.find((key) => key.account === account);

  const world = {
    accounts,
    time,
    runs,
    /** Keys, secrets and signatures that must never be seen anywhere. */
    canaries,
    secrets,
    secretOf,
    keyOf,
    tableName: engine.tableName,
    /** For those who read pages as a stream, as the reports do. */
    readingClient: new DynamoDBClient(
      wiredTo(async (request) => {
        const { body, ...answer } = await useTable(request);
        return { ...answer, body: Readable.from([body]) };
      }),
    ),

    hold: (account: string, balances: readonly WireBalance[]) =>
      void exchange.holdings.set(account, balances),

    /** Makes a new key at the exchange; ops have yet to put it into the secret. */
    rotateKey(account: string) {
      const at = exchange.keys.findIndex((key) => key.account === account);
      const number = canaries.size;
      const apiKey = `CANARYkey${number}bLJsLqPaVzdTBQGmpyKwZ3cUdS7`;
      const secretKey = `CANARYsecret${number}Q9vUuGyEGt6ZEkpUObCYCmIf`;
      exchange.keys.splice(at < 0 ? exchange.keys.length : at, 1, { account, apiKey, secretKey });
      canaries.add(apiKey).add(secretKey);
    },

    /** What ops do in the end: the key that the exchange knows goes into the secret. */
    fillSecret(account: string) {
      const { apiKey, secretKey } = keyOf(account) ?? {};
      secrets.set(secretOf(account), { text: JSON.stringify({ apiKey, secretKey }) });
    },

    /** Invokes the function in a sandbox, in a new one where the last in its place has died. */
    async deliver({ account, slot, sandbox: place = 0, troubles = NO_TROUBLES, turn }: Tick): Promise<Run> {
      const run = newRun(account, slot, time.theirs);
      runs.push(run);
      const sandbox = sandboxes.get(place) ?? createSandbox(surroundings);
      sandboxes.set(place, sandbox);
      const event = { account, secretId: secretOf(account), slot, schedule: SCHEDULE };
      await sandbox.invoke(event, run, { troubles, turn });
      if (run.end === 'crashed') sandboxes.delete(place);
      return run;
    },

    /** Every row of this world, as the table holds it. */
    async rows(): Promise<Row[]> {
      seen ??= (await Promise.all(accounts.map(({ id }) => rowsOf(id)))).flat();
      return seen;
    },

    /** Puts a row in place, whatever was there: what a test says has been before. */
    put: (row: Row) =>
      table.send(new PutItemCommand({ TableName: engine.tableName, Item: marshallRow(row) })),
  };

  async function rowsOf(account: string): Promise<Row[]> {
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName: engine.tableName,
        KeyConditionExpression: 'account = :account',
        ExpressionAttributeValues: { ':account': { S: account } },
        ConsistentRead: true,
      }),
    );
    return Items.map(unmarshallRow);
  }

  for (const { id } of accounts) {
    world.hold(id, [{ asset: 'BTC', free: '44.37692200000000237300', locked: '0.00' }]);
    world.rotateKey(id);
    world.fillSecret(id);
  }
  return world;
}
