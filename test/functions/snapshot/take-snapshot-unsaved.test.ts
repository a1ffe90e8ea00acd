/** A balance in hand that the table does not take, or does not say to have taken. */
import { gunzipSync } from 'node:zlib';
import { type LogChunk, NOT_STORED } from '../../../functions/history/log-fallback';
import { decodeFromLog } from '../../../functions/history/log-fallback-read';
import type { History } from '../../../functions/history/write';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { answered, job, parts, raw, refusing, unexpected } from './collaborators';

describe('an answer', () => {
  it('whose write was made, though every answer to it got lost, is a capture', async () => {
    const { all } = parts({ reading: answered() });
    const answers = ['lost', 'already-captured', 'written'] as const;
    let asked = 0;
    const record = async () => {
      const answer = answers[asked++];
      if (answer === 'lost') throw new Error('no answer');
      return answer ?? unexpected('further write')();
    };

    const outcome = await takeSnapshot(job, { ...all, history: { record } });

    expect(outcome).toEqual({ outcome: 'captured', account: 'main', slot: job.slot, assets: 1 });
  });

  it.each([
    ['that another run captured the slot', async () => 'already-captured' as const, 'already-captured'],
    ['nothing', async () => Promise.reject(new Error('no answer')), 'failed'],
  ])('whose writes got lost claims no capture where the table tells %s', async (_what, tells, ends) => {
    const { all } = parts({ reading: answered() });
    let asked = 0;
    const record: History['record'] = async () => {
      if (asked++ === 0) throw new Error('no answer');
      return asked === 2 ? 'already-captured' : tells();
    };

    expect(await takeSnapshot(job, { ...all, history: { record } })).toMatchObject({ outcome: ends });
  });

  it('that the table refuses leaves a failure that counts the requests for it', async () => {
    const { all, rows } = parts({ reading: answered({ attempts: 2 }) });
    const record: History['record'] = async (row, options) =>
      row.status === 'captured' ? refusing('TimeoutError')() : all.history.record(row, options);

    await takeSnapshot(job, { ...all, history: { record } });

    expect(rows).toMatchObject([
      { clockSkewMs: 12, failure: { reason: 'history-unavailable', attempts: 2 } },
    ]);
  });

  it('that the table refuses goes to the log as a whole, ready to be restored', async () => {
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
