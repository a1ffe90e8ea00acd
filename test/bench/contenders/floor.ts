/**
 * The minimum that takes a snapshot: Node's own modules, SigV4 by hand, no library, no retry, no check. It waits as little as
 * possible: it requests the time and connects to the table while the secret is read.
 */
import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { gunzipSync, gzipSync } from 'node:zlib';

type Event = { account: string; secretId: string; slot: string; schedule: string };
type Answer = { body: Buffer; sentAt: number; answeredAt: number };
type Holding = { asset: string; free: string; locked: string };

const env = process.env as Record<string, string>;
const region = env.AWS_REGION as string;
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };
const tableUrl = new URL(env.AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${region}.amazonaws.com`);
const secretsUrl = new URL(
  env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? `https://secretsmanager.${region}.amazonaws.com`,
);
const exchangeUrl = new URL(env.BINGX_BASE_URL ?? 'https://open-api.bingx.com');

function send(url: URL, method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<Answer>((resolve, reject) => {
    const protocol = url.protocol as 'http:' | 'https:';
    const { hostname, port } = url;
    const agent = agents[protocol];
    const start = protocol === 'https:' ? httpsRequest : httpRequest;
    const sentAt = Date.now();
    start({ agent, hostname, port, method, path, headers }, (response) => {
      const answeredAt = Date.now();
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const packed = Buffer.concat(chunks);
        const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
        if (response.statusCode === 200) resolve({ body, sentAt, answeredAt });
        else reject(new Error(`HTTP ${response.statusCode}: ${body}`));
      });
    })
      .on('error', reject)
      .end(body);
  });
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** One call of an AWS service by its JSON protocol, signed by hand. */
async function aws(url: URL, service: string, target: string, type: string, input: unknown) {
  const body = JSON.stringify(input);
  const time = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': `application/x-amz-json-${type}`,
    host: url.host,
    'x-amz-date': time,
    'x-amz-security-token': env.AWS_SESSION_TOKEN as string,
    'x-amz-target': target,
  };
  const names = Object.keys(headers);
  const canonical = `POST\n/\n\n${names.map((name) => `${name}:${headers[name]}\n`).join('')}\n${names.join(';')}\n${sha256(body)}`;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${env.AWS_SECRET_ACCESS_KEY}`,
  );
  const signature = hmac(key as Buffer, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`);
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`;
  headers['content-length'] = String(Buffer.byteLength(body));
  return JSON.parse(String((await send(url, 'POST', '/', headers, body)).body));
}

const accept = { accept: 'application/json', 'accept-encoding': 'gzip' };

async function measureSkew() {
  const { body, sentAt, answeredAt } = await send(exchangeUrl, 'GET', '/openApi/swap/v2/server/time', accept);
  return Math.round((sentAt + answeredAt) / 2 - JSON.parse(String(body)).data.serverTime);
}

/** Opens a connection for the write; DynamoDB answers a plain GET without charging for it. */
const openTable = () => send(tableUrl, 'GET', '/', {}).catch(() => undefined);

let keys: { apiKey: string; secretKey: string } | undefined;
let skew: number | undefined;

export async function handler(event: Event) {
  if (!keys) {
    const getSecret = aws(secretsUrl, 'secretsmanager', 'secretsmanager.GetSecretValue', '1.1', {
      SecretId: event.secretId,
    });
    [keys, skew] = await Promise.all([
      getSecret.then(({ SecretString }) => JSON.parse(SecretString)),
      measureSkew(),
      openTable(),
    ]);
  }
  const { apiKey, secretKey } = keys as NonNullable<typeof keys>;
  const clockSkewMs = skew ?? 0;
  const query = `recvWindow=5000&timestamp=${Date.now() - clockSkewMs}`;
  const signature = hmac(secretKey, query).toString('hex');
  const { body, answeredAt } = await send(
    exchangeUrl,
    'GET',
    `/openApi/spot/v1/account/balance?${query}&signature=${signature}`,
    { ...accept, 'x-bx-apikey': apiKey },
  );
  const { code, data } = JSON.parse(String(body));
  if (code !== 0) throw new Error(`BingX answered ${code}`);
  const held = (data.balances as Holding[]).filter(({ free, locked }) => Number(free) || Number(locked));
  await aws(tableUrl, 'dynamodb', 'DynamoDB_20120810.PutItem', '1.0', {
    TableName: env.TABLE_NAME,
    Item: {
      account: { S: event.account },
      slot: { S: event.slot },
      schedule: { S: event.schedule },
      clockSkewMs: { N: String(clockSkewMs) },
      version: { N: '1' },
      status: { S: 'captured' },
      capturedAt: { S: new Date(answeredAt - clockSkewMs).toISOString() },
      balances: {
        M: {
          spot: {
            M: Object.fromEntries(
              held.map(({ asset, free, locked }) => [
                asset,
                { M: { free: { N: free }, locked: { N: locked } } },
              ]),
            ),
          },
        },
      },
      raw: { B: gzipSync(body).toString('base64') },
    },
    ConditionExpression: 'attribute_not_exists(account) OR #status = :failed',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':failed': { S: 'failed' } },
  });
  const metric = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'BalanceSnapshots',
          Dimensions: [['account']],
          Metrics: [{ Name: 'SnapshotCaptured', Unit: 'Count' }],
        },
      ],
    },
    account: event.account,
    SnapshotCaptured: 1,
  };
  console.log(JSON.stringify({ level: 'INFO', message: 'Snapshot captured', account: event.account }));
  console.log(JSON.stringify(metric));
  return { outcome: 'captured', account: event.account, slot: event.slot, assets: held.length };
}
