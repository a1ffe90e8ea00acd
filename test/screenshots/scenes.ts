/** The histories that the page is looked at on: from two days to ten years, with and without gaps, prices and captures. */
import { toSlot } from '../../functions/schedule/slot';
import type { Chance } from '../support/chance';
import type { AccountSlots } from '../support/page';
import { type HistoryOptions, simulateHistory } from './histories';

/** The first hour after the last slot of every scene. */
const END = Date.parse('2026-11-24T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24;
const YEAR = 365 * DAY;

type Scene = { madeAt: string; accounts: AccountSlots[] };

function account(hours: number, options: Partial<HistoryOptions> = {}): AccountSlots {
  const [from, to] = [toSlot(END - hours * HOUR), toSlot(END - HOUR)];
  const given = { account: 'main', from, hours, seed: 7, assets: 50, ...options };
  return { account: given.account, from, to, slots: simulateHistory(given) };
}

const WHITELIST = {
  reason: 'ip-not-whitelisted',
  message: 'your current request IP is 203.0.113.7 does not match IP whitelist, please go to settings',
};
const UNAVAILABLE = { reason: 'exchange-unavailable', message: 'HTTP 503 from open-api.bingx.com' };

/** About one slot in five: single ones, days off the whitelist, and a machine that was switched off. */
function manyOutages(hour: number, random: Chance) {
  const single = random.number();
  if (hour >= 2000 && hour < 2210) return WHITELIST;
  if (hour >= 5000 && hour < 5190) return 'missing' as const;
  if (single < 0.12) return UNAVAILABLE;
  return single < 0.17 ? ('missing' as const) : undefined;
}

const fewOutages = (_hour: number, random: Chance) => (random.number() < 0.001 ? UNAVAILABLE : undefined);

const scene = (...accounts: AccountSlots[]): Scene => ({ madeAt: toSlot(END), accounts });

/** Each makes its slots anew: they can be read once. */
export const SCENES: { [name: string]: () => Scene } = {
  'two-days': () => scene(account(2 * DAY, { assets: 10 })),
  '30-days': () => scene(account(30 * DAY, { assets: 10, outage: singleOutages })),
  '90-days': () =>
    scene(account(90 * DAY, { account: 'trading', assets: 10, seed: 12, outage: singleOutages })),
  'year-79': () => scene(account(YEAR, { assets: 12, outage: manyOutages })),
  'year-50-assets': () => scene(account(YEAR, { outage: fewOutages })),
  'three-accounts': () =>
    scene(
      account(90 * DAY, { assets: 10, outage: fewOutages }),
      account(60 * DAY, { account: 'desk', assets: 6, seed: 31, scale: 4, outage: singleOutages }),
      account(90 * DAY, { account: 'savings', assets: 3, seed: 11, scale: 0.5, outage: endedYesterday }),
    ),
  'without-prices': () => scene(account(30 * DAY, { assets: 10, hasPrices: false, outage: singleOutages })),
  'never-captured': () => scene(account(3 * DAY, { outage: () => WHITELIST })),
  'wallets-added': () => scene(account(60 * DAY, { assets: 8, futuresFrom: 30 * DAY })),
  'ten-years': () => scene(account(10 * YEAR, { outage: fewOutages })),
};

function singleOutages(hour: number, random: Chance) {
  if (hour >= 300 && hour < 309) return WHITELIST;
  return random.number() < 0.01 ? UNAVAILABLE : undefined;
}

const endedYesterday = (hour: number) => (hour >= 89 * DAY ? WHITELIST : undefined);
