/** The contenders' environment: one table, one secret and one exchange behind a network with a configurable round trip. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamoDb, startDynamoDb } from '../../infra/local/emulators/dynamodb';
import { type SecretsManager, startSecretsManager } from '../../infra/local/emulators/secrets-manager';
import { type FakeBingx, startFakeBingx } from '../../infra/local/fake-bingx/server';
import { type Lambda, startLambda } from '../../infra/local/function/lambda';
import type { Deployment, FunctionSpec } from '../../infra/local/template/deployment';
import { SELF_SIGNED } from '../functions/bingx/self-signed';
import { marketAnswers } from './markets';
import { type Network, type NetworkOptions, startNetwork } from './network';
import { otherWallets, wallet } from './wallet';

const SECRET = 'bench';
const KEYS = { apiKey: 'bench-key', secretKey: 'bench-secret' };

export type Stage = {
  dynamodb: DynamoDb;
  secrets: SecretsManager;
  exchange: FakeBingx;
  /** Starts a network with this round trip in front of the emulators. */
  network(roundTripMs: number, gate?: NetworkOptions['gate']): Promise<Network>;
  /** Sandboxes of a function, on the deployed runtime. */
  lambda(spec: FunctionSpec, network: Network): Lambda;
  /** A unique event: its own account, the current second as its slot. */
  event(): unknown;
  stop(): Promise<void>;
};

/** `folder` receives the certificate that functions trust; `assets` is the number of assets held in spot. */
export async function startStage(
  deployment: Deployment,
  { folder, nodePath, assets = 50 }: { folder: string; nodePath: string; assets?: number },
): Promise<Stage> {
  const certificateFile = join(folder, 'certificate.pem');
  writeFileSync(certificateFile, SELF_SIGNED.cert);
  const [dynamodb, secrets, exchange] = await Promise.all([
    startDynamoDb(),
    startSecretsManager(),
    startFakeBingx({
      accounts: [{ ...KEYS, balances: wallet(assets), wallets: otherWallets }],
      // With the limit of the real one, the limit would be measured.
      rateLimit: { requests: 1_000_000, perMs: 1000 },
    }),
  ]);
  await dynamodb.createTable(deployment.table);
  secrets.put(SECRET, JSON.stringify(KEYS));
  const open = new Set<{ stop(): Promise<void> }>();
  const answers = marketAnswers();
  let events = 0;

  const environment = (network: Network) => ({
    BINGX_BASE_URL: network.url('exchange'),
    AWS_ENDPOINT_URL_DYNAMODB: network.url('dynamodb'),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: network.url('secrets'),
    NODE_EXTRA_CA_CERTS: certificateFile,
  });

  return {
    dynamodb,
    secrets,
    exchange,
    async network(roundTripMs, gate) {
      const engines = { dynamodb: dynamodb.url, secrets: secrets.url, exchange: exchange.url };
      const network = await startNetwork(engines, { roundTripMs, certificate: SELF_SIGNED, gate, answers });
      open.add(network);
      return network;
    },
    lambda(spec, network) {
      const lambda = startLambda(spec, { environment: environment(network), nodePath });
      open.add(lambda);
      return lambda;
    },
    event: () => ({
      account: `bench-${events++}`,
      secretId: SECRET,
      slot: `${new Date().toISOString().slice(0, 19)}Z`,
      schedule: 'cron(0 * * * ? *)',
    }),
    async stop() {
      for (const part of open) await part.stop();
      await Promise.all([dynamodb.stop(), secrets.stop(), exchange.stop()]);
    },
  };
}
