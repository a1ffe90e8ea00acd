/** Check results of the optional endpoints: wallets, the exchange's own totals, prices. */
import type { AccountReading, ExchangeReason, OptionalError, OptionalReason } from '../bingx/types';
import { PRICES_ENDPOINT, TOTALS_ENDPOINT } from '../history/row';
import { type CheckResult, checkResult, count, describe, REMEDIATION } from './check-result';
import { compareTotals } from './compare-totals';

/** None of them prevents a snapshot. */
export function optionalResults(reading: AccountReading): CheckResult[] {
  const { wallets, totals, errors, pricesOf } = reading;
  const { [TOTALS_ENDPOINT]: totalsError, [PRICES_ENDPOINT]: pricesError, ...walletErrors } = errors;
  return [
    ...Object.entries(wallets).map(([wallet, { assets }]) =>
      checkResult('wallet', 'ok', `The wallet ${wallet} can be read: ${count(assets.length, 'asset')}.`),
    ),
    ...Object.entries(walletErrors).map(([wallet, error]) =>
      checkResult('wallet', 'warning', `The wallet ${wallet} cannot be read: ${describeOptional(error)}`),
    ),
    ...(totalsError
      ? [
          checkResult(
            'totals',
            'warning',
            `BingX's own totals cannot be read: ${describeOptional(totalsError)}`,
          ),
        ]
      : []),
    ...(totals
      ? compareTotals(reading).map(({ agrees, message }) =>
          checkResult('totals', agrees === true ? 'ok' : 'warning', message),
        )
      : []),
    pricesError
      ? checkResult('prices', 'warning', `Prices cannot be read: ${describeOptional(pricesError)}`)
      : checkResult(
          'prices',
          'ok',
          `Prices can be read: BTC is ${pricesOf(['BTC']).prices.BTC ?? '?'} USDT.`,
        ),
  ];
}

/** Remedies of reasons that only optional endpoints have. */
const OPTIONAL_REMEDIATION: Record<Exclude<OptionalReason, ExchangeReason>, string> = {
  'timed-out': 'Check again later.',
  retired: 'BingX no longer offers it: leave the wallet out of the configuration.',
  'empty-doubtful': 'Check again later; if it persists, compare it with the BingX app.',
};

function describeOptional({ reason, code, message }: OptionalError): string {
  const [, permission] = /need (.+?) permission/i.exec(message) ?? [];
  const remedy =
    reason === 'permission-denied' && permission
      ? `The key lacks the permission ${permission}: grant it if this wallet has to be recorded.`
      : { ...REMEDIATION, ...OPTIONAL_REMEDIATION }[reason];
  return describe(reason, code, message, remedy);
}
