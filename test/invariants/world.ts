/** The world around the job, in one process: real capture, client and conditions; clocks, exchange and failures of ours. */
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { createExchange } from '../../functions/bingx/client';
import type { Delivery, Outgoing } from '../../functions/bingx/transport';
import { fromItem, type Item, toItem } from '../../functions/history/item';
import type { Row } from '../../functions/history/row';
import { slotTime } from '../../functions/history/slot';
import { createHistory } from '../../functions/history/write';
import { capture, type Log } from '../../functions/snapshot/capture';
import { createSecrets } from '../../functions/snapshot/credentials';
import { readEvent, type SnapshotEvent } from '../../functions/snapshot/event';
import type { Outcome } from '../../functions/snapshot/outcome';
import { publish, throwIfWorthRetrying } from '../../functions/snapshot/publish';
import type { WireBalance } from '../../infra/local/exchange/answers';
import type { Engine } from './engine';
import { createExchangeModel, type Exchanged, type ExchangeModel } from './exchange';
import { type SecretsModel, secretsClient, secretValue } from './secrets';
import type { Step, TableTrouble, Troubles } from './troubles';
import {
  awsError,
  connectionReset,
  operationOf,
  timedOut,
  type WireRequest,
  type WireResponse,
  wiredTo,
} from './wire';

export const START = Date.parse('2026-11-22T06:00:00Z');
export const SCHEDULE = 'cron(0 * * * ? *)';
export const MAX_LATENESS_SECONDS = 1800;

/** As in the handler: what Lambda gives a run, less what is kept back for writing the row. */
const TIME_FOR_ASKING_MS = 45_000;
const ROUND_TRIP_MS = 80;
const HEADERS_TIMEOUT_MS = 5_000;
const TABLE_TIMEOUT_MS = 2_000;

/** One invocation of the function, with everything that came out of it. */
export type Run = {
  account: string;
  slot: string;
  /** Our clock when it began: epoch ms; and how late that was. */
  startedAt: number;
  latenessMs: number;
  exchanged: Exchanged[];
  /** Requests for the secret's value. */
  secretReads: number;
  /** What was logged, a JSON object each. */
  lines: string[];
  /** Each line of metrics: its dimensions, and each metric with its value. */
  metrics: { dimensions: Record<string, string>; values: Record<string, number> }[];
  outcome?: Outcome;
  end: 'running' | 'returned' | 'threw' | 'crashed';
  error?: Error;
};

export type Delivery1 = {
  account: string;
  slot: string;
  sandbox: number;
  troubles: Troubles;
  /** Waits until this run may take its next step; at once where it is absent. */
  turn?: (run: Run) => Promise<void>;
};

class Crashed extends Error {}

type Sandbox = ReturnType<World['startSandbox']>;

export type WorldAccount = { id: string; secretId: string };

export class World {
  /** The exchange's clock: epoch ms. */
  theirNow = START + 1000;
  /** Our clock minus theirs: ms. */
  skewMs = 0;
  readonly exchange: ExchangeModel = createExchangeModel();
  readonly secrets: SecretsModel = new Map();
  readonly runs: Run[] = [];
  /** Keys, secrets and signatures that must never be seen anywhere. */
  readonly canaries = new Set<string>();
  readonly accounts: WorldAccount[];
  readonly engine: Engine;
  /** The table itself, without troubles: for those who look at what became of it. */
  readonly table: DynamoDBClient;
  private sandboxes: (Sandbox | undefined)[] = [];
  private seen: Row[] | undefined;

  constructor(engine: Engine, name: string) {
    this.engine = engine;
    this.table = new DynamoDBClient(wiredTo((request) => this.untroubled(request)));
    this.accounts = ['main', 'sub'].map((account) => ({
      id: `${name}-${account}`,
      secretId: `balance-snapshots/${account}`,
    }));
    for (const { id } of this.accounts) {
      this.hold(id, [{ asset: 'BTC', free: '44.37692200000000237300', locked: '0.00' }]);
      this.rotateSecret(id, 'on both sides');
    }
  }

  ourNow = () => this.theirNow + this.skewMs;

  hold(account: string, balances: readonly WireBalance[]) {
    this.exchange.holdings.set(account, balances);
  }

  /** A new key: known to the exchange alone (ops have yet to fill it in), or in the secret as well. */
  rotateSecret(account: string, where: 'at the exchange' | 'on both sides') {
    const { keys } = this.exchange;
    const at = keys.findIndex((key) => key.account === account);
    const generation = this.canaries.size;
    const key = {
      account,
      apiKey: `CANARYkey${generation}bLJsLqPaVzdTBQGmpyKwZ3cUdS7`,
      secretKey: `CANARYsecret${generation}Q9vUuGyEGt6ZEkpUObCYCmIf`,
    };
    keys.splice(at < 0 ? keys.length : at, 1, key);
    this.canaries.add(key.apiKey).add(key.secretKey);
    if (where === 'on both sides') this.fillSecret(account);
  }

  /** What ops do in the end: the key that the exchange knows goes into the secret. */
  fillSecret(account: string) {
    const { apiKey, secretKey } = this.exchange.keys.find((key) => key.account === account) ?? {};
    this.secrets.set(this.secretOf(account), { text: JSON.stringify({ apiKey, secretKey }) });
  }

  secretOf(account: string): string {
    return this.accounts.find(({ id }) => id === account)?.secretId ?? '';
  }

  /** The run's steps in order, so that it can die at any, and so that two runs can be woven into each other. */
  private readonly stepOf = (run: Run, { troubles: { crash }, turn }: Delivery1) => {
    let left = crash?.nth ?? 0;
    return async (step: Step) => {
      if (run.end === 'crashed') throw new Crashed();
      if (crash?.step === step && left-- === 0) {
        run.end = 'crashed';
        throw new Crashed();
      }
      await turn?.(run);
    };
  };

  startSandbox() {
    const now: { run?: Run; step?: (step: Step) => Promise<void>; troubles?: Troubles } = {};
    const current = () => {
      if (!now.run || !now.step || !now.troubles) throw new Error('a request outside of any run');
      return { run: now.run, step: now.step, troubles: now.troubles };
    };
    return {
      now,
      secrets: createSecrets(
        secretsClient(async (request) => {
          const { run, step, troubles } = current();
          await step('before the secret is asked for');
          run.secretReads++;
          this.theirNow += 10;
          const answer = secretValue(this.secrets, request, troubles.secrets.shift());
          await step('after the secret has come');
          return answer;
        }),
      ),
      history: createHistory(
        new DynamoDBClient(wiredTo((request) => this.troubled(request, current()))),
        this.engine.tableName,
      ),
      exchange: createExchange({
        baseUrl: 'https://open-api.bingx.com',
        clock: this.ourNow,
        sleep: async (ms) => {
          this.theirNow += ms;
        },
        random: () => 0.5,
        log: { warn: (message, details) => current().run.lines.push(line('WARN', message, details)) },
        // A client's transport never rejects.
        send: (outgoing) =>
          this.ask(outgoing, current()).catch(() => ({ kind: 'unreached', detail: 'the process is dead' })),
      }),
    };
  }

  private async ask(
    outgoing: Outgoing,
    { run, step, troubles }: { run: Run; step: (step: Step) => Promise<void>; troubles: Troubles },
  ): Promise<Delivery> {
    const what = outgoing.target.includes('/server/time') ? 'time' : 'balance';
    await step(`before the ${what} is asked for`);
    const sentAt = this.ourNow();
    this.theirNow += ROUND_TRIP_MS / 2;
    const trouble = troubles.exchange.shift();
    const { said, remembered } = this.exchange.answer(outgoing, this.theirNow, trouble);
    run.exchanged.push(remembered);
    if (remembered.signature) this.canaries.add(remembered.signature);
    const slowMs = trouble && 'slowMs' in trouble ? trouble.slowMs : 0;
    const limitMs = Math.min(HEADERS_TIMEOUT_MS, outgoing.limitMs);
    this.theirNow += ROUND_TRIP_MS / 2 + Math.min(slowMs, limitMs);
    await step(`after the ${what} has come`);
    if (slowMs >= limitMs) return { kind: 'unreached', detail: 'HEADERS_TIMEOUT' };
    if (said.kind !== 'answer') return said;
    return { ...said, headers: {}, sentAt, answeredAt: this.ourNow() };
  }

  private async troubled(
    request: WireRequest,
    { step, troubles }: { step: (step: Step) => Promise<void>; troubles: Troubles },
  ): Promise<WireResponse> {
    const isWrite = operationOf(request) === 'PutItem';
    await step(isWrite ? 'before the write is sent' : 'before the row is read');
    const trouble = troubles.table.shift();
    this.theirNow += 10;
    if (trouble && trouble in REFUSED) return REFUSED[trouble as keyof typeof REFUSED];
    if (trouble === 'unreached') {
      this.theirNow += TABLE_TIMEOUT_MS;
      throw timedOut();
    }
    const answer = await this.untroubled(request);
    if (isWrite) await step('after the write is made, before its answer comes');
    if (trouble === 'lost') {
      this.theirNow += TABLE_TIMEOUT_MS;
      throw timedOut();
    }
    if (trouble === 'lost to a reset') throw connectionReset();
    await step(isWrite ? 'after the write is answered' : 'after the row is read');
    return answer;
  }

  private untroubled(request: WireRequest): Promise<WireResponse> {
    if (operationOf(request) === 'PutItem') this.seen = undefined;
    return this.engine.answer(request);
  }

  eventFor(account: string, slot: string): SnapshotEvent {
    return { account, secretId: this.secretOf(account), slot, schedule: SCHEDULE };
  }

  /** Invokes the function in a sandbox, a new one if the last in its place has died. */
  async deliver(delivery: Delivery1): Promise<Run> {
    const { account, slot, sandbox: place, troubles } = delivery;
    const run: Run = {
      account,
      slot,
      startedAt: this.ourNow(),
      latenessMs: this.ourNow() - slotTime(slot),
      exchanged: [],
      secretReads: 0,
      lines: [],
      metrics: [],
      end: 'running',
    };
    this.runs.push(run);
    const sandbox = this.sandboxes[place] ?? this.startSandbox();
    this.sandboxes[place] = sandbox;
    Object.assign(sandbox.now, {
      run,
      step: this.stepOf(run, delivery),
      troubles: {
        exchange: [...troubles.exchange],
        table: [...troubles.table],
        secrets: [...troubles.secrets],
      },
    });
    await this.invoke(sandbox, run);
    if (run.end === 'crashed') {
      this.sandboxes[place] = undefined;
      Object.assign(run, { outcome: undefined, error: undefined, metrics: [] });
    }
    return run;
  }

  /** As the handler does it. What a dead process would go on to do fails at its next step, unseen. */
  private async invoke(sandbox: Sandbox, run: Run) {
    try {
      const job = readEvent(this.eventFor(run.account, run.slot), this.ourNow());
      if ('check' in job) throw new Error('not a check');
      run.outcome = await capture(job, {
        clock: this.ourNow,
        secrets: sandbox.secrets,
        exchange: sandbox.exchange,
        history: sandbox.history,
        log: logInto(run),
        deadline: this.ourNow() + TIME_FOR_ASKING_MS,
      });
      if (run.end === 'crashed') return;
      publish(run.outcome, metricsInto(run));
      throwIfWorthRetrying(run.outcome);
      run.end = 'returned';
    } catch (error) {
      if (run.end === 'crashed') return;
      run.end = 'threw';
      run.error = error as Error;
    }
  }

  /** Every row of this world, as the table holds it. */
  async rows(): Promise<Row[]> {
    if (!this.seen) {
      const answers = await Promise.all(
        this.accounts.map(({ id }) =>
          this.table.send(
            new QueryCommand({
              TableName: this.engine.tableName,
              KeyConditionExpression: 'account = :account',
              ExpressionAttributeValues: { ':account': { S: id } },
              ConsistentRead: true,
            }),
          ),
        ),
      );
      this.seen = answers.flatMap(({ Items = [] }) => Items.map((item: Item) => fromItem(item)));
    }
    return this.seen;
  }

  async row(account: string, slot: string): Promise<Row | undefined> {
    return (await this.rows()).find((row) => row.account === account && row.slot === slot);
  }

  /** Puts a row in place, whatever was there: what a test says has been before. */
  async put(row: Row) {
    await this.table.send(new PutItemCommand({ TableName: this.engine.tableName, Item: toItem(row) }));
  }
}

const REFUSED = {
  throttled: awsError(400, 'ProvisionedThroughputExceededException'),
  'internal error': awsError(500, 'InternalServerError'),
  denied: awsError(400, 'AccessDeniedException'),
} satisfies Partial<Record<TableTrouble, WireResponse>>;

const line = (level: string, message: string, details: object) =>
  JSON.stringify({ level, message, ...details });

function logInto(run: Run): Log {
  const at = (level: string) => (message: string, details: Record<string, unknown>) => {
    if (run.end !== 'crashed') run.lines.push(line(level, message, details));
  };
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}

/** Stands where Powertools' metrics do, and keeps what would be printed as one EMF line. */
function metricsInto(run: Run): Parameters<typeof publish>[1] {
  let dimensions: Record<string, string> = {};
  let values: Record<string, number> = {};
  return {
    addDimension(name: string, value: string) {
      dimensions[name] = value;
    },
    addMetric(name: string, _unit: string, value: number) {
      values[name] = (values[name] ?? 0) + value;
    },
    publishStoredMetrics() {
      run.metrics.push({ dimensions, values });
      dimensions = {};
      values = {};
    },
  } as unknown as Parameters<typeof publish>[1];
}
