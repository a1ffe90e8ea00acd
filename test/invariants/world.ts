/** The function's entire environment in one process: clocks, exchange, secrets, table and Lambda sandboxes. */
import { Readable } from 'node:stream';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshallRow, unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import type { WireBalance } from '../../infra/local/fake-bingx/responses';
import type { Wallets } from '../../infra/local/fake-bingx/wallets';
import type { Engine } from './engine';
import { createExchangeModel } from './exchange';
import { newRun, type Run } from './run';
import { createSandbox, type DeliveryOptions, type Sandbox, type SandboxDependencies } from './sandbox';
import type { SecretsModel } from './secrets';
import { NO_TROUBLES } from './troubles';
import { WALLETS } from './wallets';
import { operationOf, type WireRequest, wiredTo } from './wire';

export const START = Date.parse('2026-11-22T06:00:00Z');
export const SCHEDULE = 'cron(0 * * * ? *)';
export const MAX_LATENESS_SECONDS = 1800;

/** One delivery of a tick: to the first sandbox and without failures unless given otherwise. */
export type Tick = { account: string; slot: string; sandbox?: number } & Partial<DeliveryOptions>;

export type World = ReturnType<typeof createWorld>;

/** `name` separates the rows of worlds that share an engine. */
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
  let cachedRows: Row[] | undefined;

  const ourNow = () => time.theirs + time.skewMs;
  const useTable = (request: WireRequest) => {
    if (operationOf(request) === 'PutItem') cachedRows = undefined;
    return engine.answer(request);
  };
  /** The table itself, without injected failures. */
  const table = new DynamoDBClient(wiredTo(useTable));
  const dependencies: SandboxDependencies = {
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
    /** The monitor has run for all times up to this: epoch ms. */
    monitor: { judgedUntil: START },
    /** Keys, secrets and signatures that must not appear in any output. */
    canaries,
    secrets,
    secretOf,
    keyOf,
    tableName: engine.tableName,
    /** For the reports, which read responses as a stream. */
    readingClient: new DynamoDBClient(
      wiredTo(async (request) => {
        const { body, ...answer } = await useTable(request);
        return { ...answer, body: Readable.from([body]) };
      }),
    ),

    hold: (account: string, balances: readonly WireBalance[]) =>
      void exchange.holdings.set(account, balances),

    holdWallets: (account: string, wallets: Wallets) => void exchange.wallets.set(account, wallets),

    /** Creates a new key at the exchange; the secret still holds the old one. */
    rotateKey(account: string) {
      const at = exchange.keys.findIndex((key) => key.account === account);
      const number = canaries.size;
      const apiKey = `CANARYkey${number}bLJsLqPaVzdTBQGmpyKwZ3cUdS7`;
      const secretKey = `CANARYsecret${number}Q9vUuGyEGt6ZEkpUObCYCmIf`;
      exchange.keys.splice(at < 0 ? exchange.keys.length : at, 1, { account, apiKey, secretKey });
      canaries.add(apiKey).add(secretKey);
    },

    /** Writes the key that the exchange knows into the secret, as an operator does. */
    fillSecret(account: string) {
      const { apiKey, secretKey } = keyOf(account) ?? {};
      secrets.set(secretOf(account), { text: JSON.stringify({ apiKey, secretKey }) });
    },

    /** Invokes the function in a sandbox; a crashed one is replaced first. */
    async deliver({ account, slot, sandbox: index = 0, troubles = NO_TROUBLES, turn }: Tick): Promise<Run> {
      const run = newRun(account, slot, time.theirs);
      runs.push(run);
      const sandbox = sandboxes.get(index) ?? createSandbox(dependencies);
      sandboxes.set(index, sandbox);
      const event = { account, secretId: secretOf(account), slot, schedule: SCHEDULE };
      await sandbox.invoke(event, run, { troubles, turn });
      if (run.end === 'crashed') sandboxes.delete(index);
      return run;
    },

    /** All rows of this world, as stored. */
    async rows(): Promise<Row[]> {
      cachedRows ??= (await Promise.all(accounts.map(({ id }) => rowsOf(id)))).flat();
      return cachedRows;
    },

    /** Writes a row unconditionally: the state that a test starts from. */
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
    world.holdWallets(id, WALLETS);
    world.rotateKey(id);
    world.fillSecret(id);
  }
  return world;
}
