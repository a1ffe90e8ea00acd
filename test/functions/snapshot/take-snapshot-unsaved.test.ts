/** Balances that the table rejects, or whose write has an unknown outcome. */
import { gunzipSync } from 'node:zlib';
import { type LogChunk, NOT_STORED } from '../../../functions/history/log-fallback';
import { decodeFromLog } from '../../../functions/history/log-fallback-read';
import type { History } from '../../../functions/history/write';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { answered, job, parts, raw, refusing, unexpected } from './collaborators';

describe('a balance', () => {
  it('that was written is captured, even if every response to the write was lost', async () => {
    const { all } = parts({ reading: answered() });
    const answers = ['lost', 'already-captured', 'written'] as const;
    let writes = 0;
    const record = async () => {
      const answer = answers[writes++];
      if (answer === 'lost') throw new Error('no answer');
      return answer ?? unexpected('further write')();
    };

    const outcome = await takeSnapshot(job, { ...all, history: { record } });

    expect(outcome).toEqual({ outcome: 'captured', account: 'main', slot: job.slot, assets: 1 });
  });

  it.each([
    ['finds the capture of another run', async () => 'already-captured' as const, 'already-captured'],
    ['fails as well', async () => Promise.reject(new Error('no answer')), 'failed'],
  ])(
    'with an unknown write outcome is not reported as captured when a further write %s',
    async (_what, secondWrite, expected) => {
      const { all } = parts({ reading: answered() });
      let writes = 0;
      const record: History['record'] = async () => {
        if (writes++ === 0) throw new Error('no answer');
        return writes === 2 ? 'already-captured' : secondWrite();
      };

      expect(await takeSnapshot(job, { ...all, history: { record } })).toMatchObject({ outcome: expected });
    },
  );

  it('that the table rejects leads to a failed row with the number of requests', async () => {
    const { all, rows } = parts({ reading: answered({ attempts: 2 }) });
    const record: History['record'] = async (row, options) =>
      row.status === 'captured' ? refusing('TimeoutError')() : all.history.record(row, options);

    await takeSnapshot(job, { ...all, history: { record } });

    expect(rows).toMatchObject([
      { clockSkewMs: 12, failure: { reason: 'history-unavailable', attempts: 2 } },
    ]);
  });

  it('that the table rejects leads to a failed row that replaces one of any other failure', async () => {
    const { all } = parts({ reading: answered() });
    const options: unknown[] = [];
    const record: History['record'] = async (row, requested) => {
      if (row.status === 'captured') return refusing('TimeoutError')();
      options.push(requested);
      return 'written';
    };

    await takeSnapshot(job, { ...all, history: { record } });

    expect(options).toEqual([{}]);
  });

  it('whose failure is not recorded either, as the table is unavailable again, is reported as not recorded', async () => {
    const { all } = parts({ reading: answered() });
    let asked = 0;
    const record: History['record'] = async () =>
      asked++ === 1 ? 'already-captured' : refusing('TimeoutError')();

    expect(await takeSnapshot(job, { ...all, history: { record } })).toMatchObject({
      outcome: 'failed',
      reason: 'history-unavailable',
      recorded: false,
    });
    expect(asked).toBe(3);
  });

  it('that the table rejects is written to the log completely, ready to be restored', async () => {
    const { all, logged } = parts({ reading: answered(), history: { record: refusing('TimeoutError') } });

    const outcome = await takeSnapshot(job, all);

    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'history-unavailable', recorded: false });
    const row = decodeFromLog(
      logged.filter(([message]) => message === NOT_STORED).map(([, details]) => details.unstored as LogChunk),
    );
    expect(row).toMatchObject({
      status: 'captured',
      balances: { spot: { BTC: { free: '1', locked: '0' } } },
    });
    expect(gunzipSync(row.raw.spot ?? '')).toEqual(raw);
  });
});
