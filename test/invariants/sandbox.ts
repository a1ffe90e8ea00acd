/** The function in one simulated Lambda sandbox: the real code and clients; each request passes steps at which it can crash or fail. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createExchange } from '../../functions/bingx/exchange';
import type { HttpRequest, HttpResult } from '../../functions/bingx/http-client';
import { createRedaction } from '../../functions/bingx/redaction';
import { createHistory } from '../../functions/history/write';
import { createCredentialsStore } from '../../functions/snapshot/credentials';
import { errorDetails } from '../../functions/snapshot/error-details';
import type { SnapshotEvent } from '../../functions/snapshot/event';
import { handleEvent } from '../../functions/snapshot/handle-event';
import { publish, publishFailure } from '../../functions/snapshot/publish';
import { takeSnapshot } from '../../functions/snapshot/take-snapshot';
import { type Exchanged, type ExchangeModel, endpointOf } from './exchange';
import { logInto, metricsInto, type Run } from './run';
import { type SecretsModel, secretsClient, secretValue } from './secrets';
import { createSideWaits } from './side-waits';
import type { OptionalEndpoint, Step, TableTrouble, Troubles } from './troubles';
import {
  awsError,
  connectionReset,
  operationOf,
  timedOut,
  type WireRequest,
  type WireResponse,
  wiredTo,
} from './wire';

/** As in the handler: Lambda's timeout, less the time reserved for writing the row. */
const TIME_FOR_ASKING_MS = 45_000;
const ROUND_TRIP_MS = 80;
const HEADERS_TIMEOUT_MS = 5_000;
const TABLE_TIMEOUT_MS = 2_000;

/** What all sandboxes of a world share. */
export type SandboxDependencies = {
  clocks: { ourNow(): number; theirNow(): number; pass(ms: number): void };
  exchange: ExchangeModel;
  secrets: SecretsModel;
  table: { name: string; answer(request: WireRequest): Promise<WireResponse> };
  /** Called with each signature that is sent. */
  signed(signature: string): void;
};

/** The faults of one invocation; `turn` resolves when it may take its next step. */
export type DeliveryOptions = { troubles: Troubles; turn?: (run: Run) => Promise<void> };

export type Sandbox = { invoke(event: SnapshotEvent, run: Run, options: DeliveryOptions): Promise<void> };

class Crashed extends Error {}

type Invocation = { run: Run; step(step: Step): Promise<void>; troubles: Troubles };

export function createSandbox({ clocks, exchange, secrets, table, signed }: SandboxDependencies): Sandbox {
  const { ourNow, theirNow, pass } = clocks;
  let invocation: Invocation | undefined;
  const sideWaits = createSideWaits({ now: ourNow, pass });
  const current = () => {
    if (!invocation) throw new Error('a request was sent outside of any run');
    return invocation;
  };

  async function readSecret(request: WireRequest): Promise<WireResponse> {
    const { step, troubles } = current();
    await step('before the secret is requested');
    pass(10);
    const answer = secretValue(secrets, request, troubles.secrets.shift());
    await step('after the secret has come');
    return answer;
  }

  /** The time and the spot wallet: their requests take simulated time and are steps at which a run can crash. */
  async function sendRequired(outgoing: HttpRequest, what: 'time' | 'balance'): Promise<HttpResult> {
    const { run, step, troubles } = current();
    await step(`before the ${what} is requested`);
    const sentAt = ourNow();
    pass(ROUND_TRIP_MS / 2);
    const trouble = troubles.exchange.shift();
    const { result, record } = exchange.answer(outgoing, theirNow(), trouble);
    remember(run, record);
    const slowMs = trouble && 'slowMs' in trouble ? trouble.slowMs : 0;
    const limitMs = Math.min(HEADERS_TIMEOUT_MS, outgoing.limitMs);
    pass(ROUND_TRIP_MS / 2 + Math.min(slowMs, limitMs));
    await step(`after the ${what} has come`);
    record.arrivedAt = theirNow();
    if (slowMs >= limitMs) return { kind: 'network-error', detail: 'HEADERS_TIMEOUT' };
    if (result.kind !== 'answer') return result;
    return { ...result, headers: {}, sentAt, answeredAt: ourNow() };
  }

  /** Beside the spot wallet: takes no simulated time unless it is slow. */
  async function sendOptional(outgoing: HttpRequest, id: OptionalEndpoint): Promise<HttpResult> {
    const { run, troubles } = current();
    if (run.end === 'crashed') throw new Crashed();
    const sentAt = ourNow();
    const trouble = troubles.optional?.[id]?.shift();
    const { result, record } = exchange.answer(outgoing, theirNow(), trouble);
    remember(run, record);
    const slowMs = trouble && 'slowMs' in trouble ? trouble.slowMs : 0;
    const limitMs = Math.min(HEADERS_TIMEOUT_MS, outgoing.limitMs);
    if (slowMs > 0) await sideWaits.wait(sentAt + Math.min(slowMs, limitMs));
    record.arrivedAt = theirNow();
    if (slowMs >= limitMs) return { kind: 'network-error', detail: 'HEADERS_TIMEOUT' };
    if (result.kind !== 'answer') return result;
    return { ...result, headers: {}, sentAt, answeredAt: ourNow() };
  }

  function remember(run: Run, record: Exchanged) {
    run.exchanged.push(record);
    if (record.signature) signed(record.signature);
  }

  const send = (outgoing: HttpRequest): Promise<HttpResult> => {
    const id = endpointOf(outgoing);
    return id === 'time' || id === 'balance'
      ? sideWaits.required(() => sendRequired(outgoing, id))
      : sendOptional(outgoing, id);
  };

  async function useTable(request: WireRequest): Promise<WireResponse> {
    const { run, step, troubles } = current();
    const isWrite = operationOf(request) === 'PutItem';
    if (isWrite) run.writtenAt ??= theirNow();
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

  const credentialsStore = createCredentialsStore(
    secretsClient((request) => sideWaits.required(() => readSecret(request))),
    ourNow,
    (error, secretId) =>
      logInto(current().run).error('Secret not read', {
        error: errorDetails(error, createRedaction([...credentialsStore.keys(), secretId])),
      }),
  );
  const dependencies = {
    clock: ourNow,
    redaction: () => createRedaction(credentialsStore.keys()),
    history: createHistory(
      new DynamoDBClient(wiredTo((request) => sideWaits.required(() => useTable(request)))),
      table.name,
    ),
    exchange: createExchange({
      baseUrl: 'https://open-api.bingx.com',
      clock: ourNow,
      sleep: async (ms) => pass(ms),
      random: () => 0.5,
      log: { warn: (message, details) => logInto(current().run).warn(message, details) },
      // An HTTP client never rejects, not even after a crash.
      send: (outgoing) => send(outgoing).catch(() => ({ kind: 'network-error', detail: 'dead' })),
    }),
  };

  return {
    async invoke(event, run, options) {
      invocation = { run, step: stepsOf(run, options), troubles: structuredClone(options.troubles) };
      const log = logInto(run);
      const metrics = metricsInto(run);
      try {
        await handleEvent(event, {
          clock: ourNow,
          takeSnapshot: (job) =>
            takeSnapshot(job, {
              ...dependencies,
              getCredentials: (how) => credentialsStore.getCredentials(job.secretId, job.account, how),
              log,
              deadline: ourNow() + TIME_FOR_ASKING_MS,
            }),
          checkAccount: async () => {
            throw new Error('checkAccount must not be called');
          },
          publish(outcome) {
            if (run.end === 'crashed') return;
            run.outcome = outcome;
            publish(outcome, metrics);
          },
          countFailure: (account) => publishFailure(account, metrics),
          redaction: dependencies.redaction,
          log,
        });
        if (run.end !== 'crashed') run.end = 'returned';
      } catch (error) {
        // After a crash the code runs on to its next step and fails there; a real process would be gone.
        if (run.end === 'crashed') return;
        run.end = 'threw';
        run.error = error as Error;
      } finally {
        sideWaits.endAll();
      }
    },
  };
}

/** Passes the run's steps in order, so that it can crash at any of them and be interleaved with other runs. */
function stepsOf(run: Run, { troubles: { crash }, turn }: DeliveryOptions): Invocation['step'] {
  let remaining = crash?.nth ?? 0;
  return async (step) => {
    if (run.end === 'crashed') throw new Crashed();
    if (crash?.step === step && remaining-- === 0) {
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
