/** What prices cost: the CPU of a warm run with the ticker of all pairs, and of one whose ticker is refused. */
import { PATHS } from '../../infra/local/fake-bingx/endpoints';
import { ERRORS, errorBody } from '../../infra/local/fake-bingx/responses';
import { tickerBody } from '../../infra/local/fake-bingx/ticker';
import type { FunctionSpec } from '../../infra/local/template/deployment';
import { measureTick } from './growth';
import type { Stage } from './stage';
import { interleave } from './statistics';

export const TICKERS = ['refused', 'all pairs'] as const;
export type Ticker = (typeof TICKERS)[number];

/** CPU ms per snapshot of one warm sandbox, and the size of the ticker's body. */
export async function measureTickers(
  spec: FunctionSpec,
  stage: Stage,
  rounds: number,
  onRun: () => void = () => undefined,
): Promise<{ cpuMs: Record<Ticker, number[]>; tickerBytes: number }> {
  const now = Date.now();
  const body = tickerBody(now);
  const answers: Record<Ticker, string> = { refused: errorBody(ERRORS.busy, now), 'all pairs': body };
  const cpuMs = await interleave(TICKERS, { rounds, warmups: 0 }, async (ticker) => {
    stage.exchange.variants[PATHS.ticker] = answers[ticker];
    const options = { accounts: 1, concurrency: 1, warmUps: 300, minSnapshots: 500 };
    const tick = await measureTick(spec, stage, options);
    onRun();
    return tick.cpuMs;
  });
  delete stage.exchange.variants[PATHS.ticker];
  return { cpuMs, tickerBytes: Buffer.byteLength(body) };
}
