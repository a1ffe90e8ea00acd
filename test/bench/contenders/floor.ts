/**
 * The minimum that takes a snapshot: Node's own modules, SigV4 by hand, no library, no retry, no check. It waits as little as
 * possible: it requests the time and connects to the table while the secret is read, and then reads everything at once.
 */
import {
  CONDITION,
  type Event,
  heldAssets,
  type Keys,
  rowsOf,
  SIGNED_PATHS,
  TICKER_PATH,
  TIME_PATH,
  toItem,
} from './item';
import { callAws, hmac, region, send } from './requests';

const env = process.env as Record<string, string>;
const tableUrl = new URL(env.AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${region}.amazonaws.com`);
const secretsUrl = new URL(
  env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? `https://secretsmanager.${region}.amazonaws.com`,
);
const exchangeUrl = new URL(env.BINGX_BASE_URL ?? 'https://open-api.bingx.com');

const accept = { accept: 'application/json', 'accept-encoding': 'gzip' };

async function measureSkew() {
  const { body, sentAt, answeredAt } = await send(exchangeUrl, 'GET', TIME_PATH, accept);
  return Math.round((sentAt + answeredAt) / 2 - JSON.parse(String(body)).data.serverTime);
}

/** Opens a connection for the write; DynamoDB answers a plain GET without charging for it. */
const openTable = () => send(tableUrl, 'GET', '/', {}).catch(() => undefined);

let keys: Keys | undefined;
let skew: number | undefined;

export async function handler(event: Event) {
  if (!keys) {
    const getSecret = callAws(secretsUrl, 'secretsmanager', 'secretsmanager.GetSecretValue', '1.1', {
      SecretId: event.secretId,
    });
    [keys, skew] = await Promise.all([
      getSecret.then(({ SecretString }) => JSON.parse(SecretString)),
      measureSkew(),
      openTable(),
    ]);
  }
  const reading = await readAccount(keys as Keys, skew ?? 0);
  await callAws(tableUrl, 'dynamodb', 'DynamoDB_20120810.PutItem', '1.0', {
    TableName: env.TABLE_NAME,
    Item: toItem(event, reading, (bytes) => bytes.toString('base64')),
    ...CONDITION,
  });
  printMetric(event.account);
  const assets = heldAssets(reading.wallets).size;
  return { outcome: 'captured', account: event.account, slot: event.slot, assets };
}

async function readAccount({ apiKey, secretKey }: Keys, clockSkewMs: number) {
  const now = Date.now() - clockSkewMs;
  const query = `recvWindow=5000&timestamp=${now}`;
  const signed = `${query}&signature=${hmac(secretKey, query).toString('hex')}`;
  const headers = { ...accept, 'x-bx-apikey': apiKey };
  const [ticker, ...responses] = await Promise.all([
    send(exchangeUrl, 'GET', `${TICKER_PATH}?timestamp=${now}`, accept),
    ...Object.values(SIGNED_PATHS).map((path) => send(exchangeUrl, 'GET', `${path}?${signed}`, headers)),
  ]);
  const answers = Object.fromEntries(
    Object.keys(SIGNED_PATHS).map((id, i) => [id, responses[i]?.body ?? Buffer.alloc(0)]),
  );
  const { wallets, totals } = rowsOf(answers);
  const prices = midPrices(ticker.body.toString('latin1'), heldAssets(wallets));
  const capturedAt = (responses[0]?.answeredAt ?? 0) - clockSkewMs;
  const pricedAt = ticker.answeredAt - clockSkewMs;
  return { wallets, totals, prices, pricedAt, answers, capturedAt, clockSkewMs };
}

const SYMBOL = '"symbol":"';

/** The middle of bid and ask of each held asset, read from the text without parsing the other pairs. */
function midPrices(text: string, held: ReadonlySet<string>): Record<string, string> {
  const prices: Record<string, string> = {};
  for (let at = text.indexOf(SYMBOL); at >= 0; at = text.indexOf(SYMBOL, at)) {
    at += SYMBOL.length;
    const symbol = text.slice(at, text.indexOf('"', at));
    const asset = symbol.slice(0, -'-USDT'.length);
    if (!held.has(asset) || !symbol.endsWith('-USDT')) continue;
    const pair = JSON.parse(`{${text.slice(at - SYMBOL.length, text.indexOf('}', at))}}`);
    prices[asset] = String((pair.bidPrice + pair.askPrice) / 2);
  }
  return prices;
}

function printMetric(account: string) {
  console.log(JSON.stringify({ level: 'INFO', message: 'Snapshot captured', account }));
  const metrics = [{ Name: 'SnapshotCaptured', Unit: 'Count' }];
  const directive = { Namespace: 'BalanceSnapshots', Dimensions: [['account']], Metrics: metrics };
  const head = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
  console.log(JSON.stringify({ _aws: head, account, SnapshotCaptured: 1 }));
}
