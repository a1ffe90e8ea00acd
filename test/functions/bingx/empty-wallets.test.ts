/** A wallet without assets: read once more where the exchange's own total contradicts it, and never taken for empty then. */
import { answer, EMPTY, type Id, readAccount, totalsOf } from './read-account';

describe('an empty wallet', () => {
  it.each(Object.entries(EMPTY))('is empty unless a total contradicts it: %s', async (id, body) => {
    const { reading, requestsTo } = readAccount({ [id]: [answer(body)] });

    const account = await reading;

    expect(account.wallets[id]).toEqual({ assets: [], isEmpty: true });
    expect(requestsTo(id as Id)).toHaveLength(1);
  });

  it.each(['USDTMPerp', 'coinMPerp', 'stdFutures'] as const)(
    'is read once more when the total is above 0.05 USDT, and then reported as doubtful: %s',
    async (id) => {
      const empty = answer(EMPTY[id] ?? '');
      const allAccountBalance = [totalsOf(id, '0.0501')];
      const { reading, requestsTo, waits } = readAccount({ [id]: [empty, empty], allAccountBalance });

      const account = await reading;

      expect(account.wallets).not.toHaveProperty(id);
      expect(account.errors[id]).toEqual({
        reason: 'empty-doubtful',
        message: "The wallet is empty, but the exchange's own total of it is 0.0501 USDT.",
      });
      expect(requestsTo(id)).toHaveLength(2);
      expect(waits).toEqual([500]);
    },
  );

  it('takes its amounts from the second response', async () => {
    const answers = {
      coinMPerp: [answer('{"code":0,"data":[]}')],
      allAccountBalance: [totalsOf('coinMPerp', '9')],
    };
    const { reading } = readAccount(answers);

    const account = await reading;

    expect(account.wallets.coinMPerp?.assets).toMatchObject([{ asset: 'BTC', balance: '0.14438227' }]);
    expect(account.errors).toEqual({});
  });

  it.each(['0.05', '1e-99'])('is not read again at a total of %s USDT', async (total) => {
    const answers = {
      coinMPerp: [answer('{"code":0,"data":[]}')],
      allAccountBalance: [totalsOf('coinMPerp', total)],
    };
    const { reading, requestsTo } = readAccount(answers);

    expect((await reading).wallets.coinMPerp).toMatchObject({ isEmpty: true });
    expect(requestsTo('coinMPerp')).toHaveLength(1);
  });

  it('is empty where the totals are not read', async () => {
    const { reading } = readAccount({
      coinMPerp: [answer('{"code":0,"data":[]}')],
      allAccountBalance: [answer('{"code":100004,"msg":"Permission denied"}')],
    });

    expect((await reading).wallets.coinMPerp).toEqual({ assets: [], isEmpty: true });
  });

  it('alone is read again for its total', async () => {
    const { reading, requestsTo } = readAccount({ allAccountBalance: [totalsOf('coinMPerp', '9')] });

    expect((await reading).wallets.coinMPerp).toMatchObject({ isEmpty: false });
    expect(requestsTo('coinMPerp')).toHaveLength(1);
  });

  it('is not read again after a retry, but is doubtful all the same', async () => {
    const coinMPerp = [answer('', 503), answer('{"code":0,"data":[]}')];
    const { reading, requestsTo } = readAccount({
      coinMPerp,
      allAccountBalance: [totalsOf('coinMPerp', '9')],
    });

    expect((await reading).errors).toMatchObject({ coinMPerp: { reason: 'empty-doubtful' } });
    expect(requestsTo('coinMPerp')).toHaveLength(2);
  });

  it('is an error for the required wallet when the exchange has no data', async () => {
    const { reading } = readAccount({ spot: [answer('{"code":100204,"msg":"no data"}')] });

    expect((await reading).required).toMatchObject({ kind: 'failed', reason: 'request-rejected' });
  });
});
