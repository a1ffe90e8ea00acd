/** The lists of markets that ccxt loads first, in the exchange's documented format: as many as BingX has. */
import { tickerBody } from '../../infra/local/fake-bingx/ticker';

const PERPETUALS = 600;
const COINS = 900;

/** Path → response. */
export function marketAnswers(): Record<string, string> {
  const { data } = JSON.parse(tickerBody(0)) as { data: { symbol: string }[] };
  const symbols = data.map(({ symbol }) => ({
    symbol,
    minNotional: 5,
    maxNotional: 20_000,
    status: 1,
    tickSize: 0.000001,
    stepSize: 1,
    apiStateSell: true,
    apiStateBuy: true,
    timeOnline: 0,
    offTime: 0,
    maintainTime: 0,
  }));
  const contracts = Array.from({ length: PERPETUALS }, (_, i) => ({
    contractId: String(i),
    symbol: `COIN${i}-USDT`,
    size: '0.0001',
    quantityPrecision: '4',
    pricePrecision: '1',
    feeRate: '0.0005',
    makerFeeRate: '0.0002',
    takerFeeRate: '0.0005',
    tradeMinLimit: '0',
    tradeMinQuantity: '0.0001',
    tradeMinUSDT: '2',
    currency: 'USDT',
    asset: `COIN${i}`,
    status: '1',
    apiStateOpen: 'true',
    apiStateClose: 'true',
  }));
  const coinContracts = ['BTC', 'ETH', 'SOL', 'BNB', 'XRP'].map((coin) => ({
    symbol: `${coin}-USD`,
    pricePrecision: 2,
    minTickSize: '10',
    minTradeValue: '10',
    minQty: '1.00000000',
    status: 1,
    timeOnline: 1_713_175_200_000,
  }));
  const coins = Array.from({ length: COINS }, (_, i) => ({
    coin: `COIN${i}`,
    name: `COIN${i}`,
    networkList: ['BEP20', 'ERC20'].map((network) => ({
      name: `COIN${i}`,
      network,
      isDefault: network === 'BEP20',
      minConfirm: '10',
      withdrawEnable: true,
      depositEnable: true,
      withdrawFee: '0.000001',
      withdrawMax: '64.77131128',
      withdrawMin: '0.000065',
      depositMin: '0.000012',
      withdrawPrecision: '8',
      depositPrecision: '18',
    })),
  }));
  const body = (list: unknown) => JSON.stringify({ code: 0, msg: '', data: list });
  return {
    '/openApi/spot/v1/common/symbols': body({ symbols }),
    '/openApi/swap/v2/quote/contracts': body(contracts),
    '/openApi/cswap/v1/market/contracts': body(coinContracts),
    '/openApi/wallets/v1/capital/config/getall': body(coins),
  };
}
