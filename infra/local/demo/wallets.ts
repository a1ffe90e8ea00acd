/** The demo account's other wallets: money in each, futures in profit and in loss, the same at the same time everywhere. */
import Big from 'big.js';
import { midPrice } from '../fake-bingx/ticker';
import { standardRow, type Wallets, type WirePerpetual } from '../fake-bingx/wallets';

const HOUR = 3_600_000;

/** The other wallets at `now` (the exchange's clock, epoch ms). */
export function demoWallets(now: number): Wallets {
  const swing = (Math.floor(now / HOUR) * 53) % 97;
  const bitcoin = midPrice('BTC-USDT', now);

  const dollars = perpetual('USDT', '1940.8212', new Big('3.1921').plus(new Big(swing).times('0.4137')), 4);
  const coin = perpetual(
    'BTC',
    '0.14438227',
    new Big('-0.0001011').minus(new Big(swing).times('0.000013')),
    8,
  );
  const standard = {
    ...standardRow('USDT', '472.64430000000000000000'),
    crossUnPnl: new Big('-2.5').minus(new Big(swing).times('0.21')).toFixed(8),
    availableBalance: '431.10230000000000000000',
    maxWithdrawAmount: '431.10230000000000000000',
  };
  return {
    fund: [
      { asset: 'USDT', free: '1250.37692200000000237300', locked: '25.00000000000000000000' },
      { asset: 'USDC', free: '310.50000000000000000000', locked: '0.00000000000000000000' },
    ],
    USDTMPerp: [dollars, perpetual('USDC', '0', new Big(0), 4)],
    coinMPerp: [coin],
    stdFutures: [standard],
    totals: [
      { accountType: 'sopt', usdtBalance: '0' },
      { accountType: 'stdFutures', usdtBalance: new Big(standard.balance).toFixed(8) },
      { accountType: 'coinMPerp', usdtBalance: new Big(coin.equity).times(bitcoin).toFixed(8) },
      { accountType: 'USDTMPerp', usdtBalance: new Big(dollars.equity).toFixed(8) },
      { accountType: 'copyTrading', usdtBalance: '250.00' },
      { accountType: 'grid', usdtBalance: '0' },
      { accountType: 'eran', usdtBalance: '120.5' },
    ],
  };
}

/** Uses a twentieth of the balance as the margin of positions. */
function perpetual(asset: string, balance: string, profit: Big, decimals: number): WirePerpetual {
  const used = new Big(balance).div(20);
  const equity = new Big(balance).plus(profit);
  return {
    asset,
    balance: new Big(balance).toFixed(decimals),
    equity: equity.toFixed(decimals),
    unrealizedProfit: profit.toFixed(decimals),
    availableMargin: equity.minus(used).toFixed(decimals),
    usedMargin: used.toFixed(decimals),
    freezedMargin: new Big(0).toFixed(decimals),
  };
}
