/** HTTP requests with Node's own modules, and calls of AWS services signed by hand. */
import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';

export type Answer = { body: Buffer; sentAt: number; answeredAt: number };

const env = process.env as Record<string, string>;
export const region = env.AWS_REGION as string;
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

export function send(url: URL, method: string, path: string, headers: Record<string, string>, body?: string) {
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
export const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** One call of an AWS service by its JSON protocol. */
export async function callAws(url: URL, service: string, target: string, type: string, input: unknown) {
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
