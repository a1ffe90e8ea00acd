/** The plain implementation with `fetch` for the exchange. */
import { createHmac } from 'node:crypto';
import { createPlainHandler, type Keys } from './plain-handler';

const exchange = process.env.BINGX_BASE_URL;
let clockSkewMs: number | undefined;

async function readWallet({ apiKey, secretKey }: Keys) {
  if (clockSkewMs === undefined) {
    const response = await fetch(`${exchange}/openApi/swap/v2/server/time`);
    const { data } = (await response.json()) as { data: { serverTime: number } };
    clockSkewMs = Date.now() - data.serverTime;
  }
  const query = `recvWindow=5000&timestamp=${Date.now() - clockSkewMs}`;
  const signature = createHmac('sha256', secretKey).update(query).digest('hex');
  const response = await fetch(
    `${exchange}/openApi/spot/v1/account/balance?${query}&signature=${signature}`,
    {
      headers: { 'X-BX-APIKEY': apiKey },
    },
  );
  const answeredAt = Date.now();
  const raw = await response.text();
  const { code, data } = JSON.parse(raw);
  if (code !== 0) throw new Error(`BingX answered ${code}`);
  return { holdings: data.balances, raw, answeredAt, clockSkewMs };
}

export const handler = createPlainHandler(readWallet);
