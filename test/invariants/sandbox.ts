/** The function in one sandbox: the real job and its real parts, whose every request passes a step where it can die or fail. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createExchange } from '../../functions/bingx/exchange';
import type { HttpRequest, HttpResult } from '../../functions/bingx/http-client';
import { createRedaction } from '../../functions/bingx/redaction';
import { createHistory } from '../../functions/history/write';
import { createCredentialsStore } from '../../functions/snapshot/credentials';
import { parseEvent, type SnapshotEvent } from '../../functions/snapshot/event';
import { publish, throwIfRetryable } from '../../functions/snapshot/publish';
import { takeSnapshot } from '../../functions/snapshot/take-snapshot';
import type { ExchangeModel } from './exchange';
import { logInto, metricsInto, type Run } from './run';
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

/** As in the handler: what Lambda gives a run, less what is kept back for writing the row. */
const TIME_FOR_ASKING_MS = 45_000;
const ROUND_TRIP_MS = 80;
const HEADERS_TIMEOUT_MS = 5_000;
const TABLE_TIMEOUT_MS = 2_000;

/** What a sandbox shares with every other. */
export type Surroundings = {
  clocks: { ourNow(): number; theirNow(): number; pass(ms: number): void };
  exchange: ExchangeModel;
  secrets: SecretsModel;
  table: { name: string; answer(request: WireRequest): Promise<WireResponse> };
  /** Told of each signature that goes out. */
  signed(signature: string): void;
};

/** How one invocation fares; `turn` waits until it may take its next step. */
export type Fate = { troubles: Troubles; turn?: (run: Run) => Promise<void> };

export type Sandbox = { invoke(event: SnapshotEvent, run: Run, fate: Fate): Promise<void> };

class Crashed extends Error {}

type Invocation = { run: Run; step(step: Step): Promise<void>; troubles: Troubles };

export function createSandbox({ clocks, exchange, secrets, table, signed }: Surroundings): Sandbox {
  const { ourNow, theirNow, pass } = clocks;
  let invocation: Invocation | undefined;
  const current = () => {
    if (!invocation) throw new Error('a request outside of any run');
    return invocation;
  };

  async function readSecret(request: WireRequest): Promise<WireResponse> {
    const { step, troubles } = current();
    await step('before the secret is asked for');
    pass(10);
    const answer = secretValue(secrets, request, troubles.secrets.shift());
    await step('after the secret has come');
    return answer;
  }

  async function ask(outgoing: HttpRequest): Promise<HttpResult> {
    const { run, step, troubles } = current();
    const what = outgoing.target.includes('/server/time') ? 'time' : 'balance';
    await step(`before the ${what} is asked for`);
    const sentAt = ourNow();
    pass(ROUND_TRIP_MS / 2);
    const trouble = troubles.exchange.shift();
    const { said, remembered } = exchange.answer(outgoing, theirNow(), trouble);
    run.exchanged.push(remembered);
    if (remembered.signature) signed(remembered.signature);
    const slowMs = trouble && 'slowMs' in trouble ? trouble.slowMs : 0;
    const limitMs = Math.min(HEADERS_TIMEOUT_MS, outgoing.limitMs);
    pass(ROUND_TRIP_MS / 2 + Math.min(slowMs, limitMs));
    await step(`after the ${what} has come`);
    remembered.arrivedAt = theirNow();
    if (slowMs >= limitMs) return { kind: 'network-error', detail: 'HEADERS_TIMEOUT' };
    if (said.kind !== 'answer') return said;
    return { ...said, headers: {}, sentAt, answeredAt: ourNow() };
  }

  async function useTable(request: WireRequest): Promise<WireResponse> {
    const { step, troubles } = current();
    const isWrite = operationOf(request) === 'PutItem';
    await step(isWrite ? 'before the write is sent' : 'before the row is read');
    const trouble = troubles.table.shift();
    pass(10);
    const refusal = trouble && REFUSALS[trouble];
    if (refusal) return refusal;
    if (trouble === 'unreached') {
      pass(TABLE_TIMEOUT_MS);
      throw timedOut();
    }
    const answer = await table.answer(request);
    if (isWrite) await step('after the write is made, before its answer comes');
    if (trouble === 'lost') {
      pass(TABLE_TIMEOUT_MS);
      throw timedOut();
    }
    if (trouble === 'lost to a reset') throw connectionReset();
    await step(isWrite ? 'after the write is answered' : 'after the row is read');
    return answer;
  }

  const kept = createCredentialsStore(secretsClient(readSecret));
  const parts = {
    clock: ourNow,
    redaction: () => createRedaction(kept.keys()),
    history: createHistory(new DynamoDBClient(wiredTo(useTable)), table.name),
    exchange: createExchange({
      baseUrl: 'https://open-api.bingx.com',
      clock: ourNow,
      sleep: async (ms) => pass(ms),
      random: () => 0.5,
      log: { warn: (message, details) => logInto(current().run).warn(message, details) },
      // A client's transport never rejects, not even in a process that is dead.
      send: (outgoing) => ask(outgoing).catch(() => ({ kind: 'network-error', detail: 'dead' })),
    }),
  };

  return {
    /** As the handler does it. What a dead process would go on to do fails at its next step, unseen. */
    async invoke(event, run, fate) {
      invocation = { run, step: stepsOf(run, fate), troubles: structuredClone(fate.troubles) };
      try {
        const job = parseEvent(event, ourNow());
        if ('check' in job) throw new Error('no snapshot was asked for');
        const outcome = await takeSnapshot(job, {
          ...parts,
          getCredentials: (options) => kept.getCredentials(job.secretId, options),
          log: logInto(run),
          deadline: ourNow() + TIME_FOR_ASKING_MS,
        });
        if (run.end === 'crashed') return;
        run.outcome = outcome;
        publish(outcome, metricsInto(run));
        throwIfRetryable(outcome);
        run.end = 'returned';
      } catch (error) {
        if (run.end === 'crashed') return;
        run.end = 'threw';
        run.error = error as Error;
      }
    },
  };
}

/** The run's steps in order, so that it can die at any of them, and so that runs can be woven into each other. */
function stepsOf(run: Run, { troubles: { crash }, turn }: Fate): Invocation['step'] {
  let left = crash?.nth ?? 0;
  return async (step) => {
    if (run.end === 'crashed') throw new Crashed();
    if (crash?.step === step && left-- === 0) {
      run.end = 'crashed';
      throw new Crashed();
    }
    await turn?.(run);
  };
}

const REFUSALS: Partial<Record<TableTrouble, WireResponse>> = {
  throttled: awsError(400, 'ProvisionedThroughputExceededException'),
  'internal error': awsError(500, 'InternalServerError'),
  denied: awsError(400, 'AccessDeniedException'),
};
