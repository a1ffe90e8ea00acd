/** A history with known answers: nine hours with changes, failures, a gap, and an empty account. */
import { captured, failed } from '../../support/slots';

export const WHITELIST =
  'your current request IP is 36.228.12.229 does not match IP whitelist , please go to "settings"';

/** The clock on the wall when the questions are asked: three slots are due since the last row. */
export const NOW = '2026-01-01T11:30:00Z';

const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;

export const KNOWN_ROWS = [
  captured({ slot: at(0), held: { BTC: '1.5', ETH: ['2', '0.5'] } }),
  captured({ slot: at(1), held: { BTC: '1.50000001', ETH: ['2', '0.5'] } }),
  failed({ slot: at(2), reason: 'ip-not-whitelisted', message: WHITELIST }),
  failed({ slot: at(3), reason: 'ip-not-whitelisted', message: WHITELIST }),
  // 04:00 has no row.
  captured({ slot: at(5), held: { BTC: '1.4', SOL: '12345678901234567890.12345678901234567' } }),
  captured({ slot: at(6), held: {} }),
  failed({ slot: at(7), reason: 'exchange-unavailable', message: '=HYPERLINK("http://x","busy")' }),
  captured({ slot: at(8), held: { BTC: '1.4', '=ODD': '0.1' } }),
  // An account of its own, which began later and is read beside the first.
  captured({ account: 'savings', slot: at(10), held: { USDT: ['100', '0.00000001'] } }),
];

type Amounts = {
  wallet: string | null;
  asset: string | null;
  free: string | null;
  locked: string | null;
  total: string | null;
  price: string | null;
  worth: string | null;
  status: string;
  reason: string | null;
};

const amounts = (asset: string, free: string, locked = '0', total = free): Amounts => ({
  wallet: 'spot',
  asset,
  free,
  locked,
  total,
  // The rows have no prices.
  price: null,
  worth: null,
  status: 'captured',
  reason: null,
});
const seen = (hour: number, line: Amounts) => ({
  account: 'main',
  slot: at(hour),
  capturedAt: at(hour).replace('Z', '.250Z'),
  ...line,
});
/** A slot that was not captured has a line for each asset that was held around it. */
const unseen = (hour: number, asset: string, reason: string | null) => ({
  account: 'main',
  slot: at(hour),
  capturedAt: null,
  wallet: 'spot',
  asset,
  free: null,
  locked: null,
  total: null,
  price: null,
  worth: null,
  status: reason === null ? 'missing' : 'failed',
  reason,
});
const gap = (hour: number, assets: string[], reason: string | null) =>
  assets.map((asset) => unseen(hour, asset, reason));

/** `history --account main` from the first slot until now. */
export const HISTORY = [
  seen(0, amounts('BTC', '1.5')),
  seen(0, amounts('ETH', '2', '0.5', '2.5')),
  seen(1, amounts('BTC', '1.50000001')),
  seen(1, amounts('ETH', '2', '0.5', '2.5')),
  ...gap(2, ['BTC', 'ETH', 'SOL'], 'ip-not-whitelisted'),
  ...gap(3, ['BTC', 'ETH', 'SOL'], 'ip-not-whitelisted'),
  ...gap(4, ['BTC', 'ETH', 'SOL'], null),
  seen(5, amounts('BTC', '1.4')),
  seen(5, amounts('SOL', '12345678901234567890.12345678901234567')),
  seen(6, {
    wallet: null,
    asset: null,
    free: '0',
    locked: '0',
    total: '0',
    price: null,
    worth: '0',
    status: 'captured',
    reason: null,
  }),
  ...gap(7, ['=ODD', 'BTC'], 'exchange-unavailable'),
  seen(8, amounts('=ODD', '0.1')),
  seen(8, amounts('BTC', '1.4')),
  ...[9, 10, 11].flatMap((hour) => gap(hour, ['=ODD', 'BTC'], null)),
];

/** `balances --account main --at 2026-01-01T07:59:59Z --asset …`: the slot of 06:00, when nothing was held. */
export const BALANCES = {
  account: 'main',
  at: at(1),
  slot: at(1),
  capturedAt: at(1).replace('Z', '.250Z'),
  balances: [amounts('BTC', '1.50000001'), amounts('ETH', '2', '0.5', '2.5')],
};

/** `changes --account main` from 01:00 to 05:00. */
export const CHANGES = [
  {
    account: 'main',
    wallet: 'spot',
    asset: 'BTC',
    start: '1.50000001',
    end: '1.4',
    change: '-0.10000001',
    price: null,
    worth: null,
    startSlot: at(1),
    endSlot: at(5),
    reason: null,
  },
  {
    account: 'main',
    wallet: 'spot',
    asset: 'ETH',
    start: '2.5',
    end: '0',
    change: '-2.5',
    price: null,
    worth: null,
    startSlot: at(1),
    endSlot: at(5),
    reason: null,
  },
  {
    account: 'main',
    wallet: 'spot',
    asset: 'SOL',
    start: '0',
    end: '12345678901234567890.12345678901234567',
    change: '12345678901234567890.12345678901234567',
    price: null,
    worth: null,
    startSlot: at(1),
    endSlot: at(5),
    reason: null,
  },
];

/** `gaps --account main` from the first slot until now. */
export const GAPS = {
  account: 'main',
  from: at(0),
  to: NOW,
  due: 12,
  captured: 5,
  failed: 3,
  missing: 4,
  completeness: 41.66,
  historyFrom: at(0),
  gaps: [
    { from: at(2), to: at(3), slots: 2, status: 'failed', reason: 'ip-not-whitelisted', message: WHITELIST },
    { from: at(4), to: at(4), slots: 1, status: 'missing', reason: null, message: null },
    {
      from: at(7),
      to: at(7),
      slots: 1,
      status: 'failed',
      reason: 'exchange-unavailable',
      message: '=HYPERLINK("http://x","busy")',
    },
    { from: at(9), to: at(11), slots: 3, status: 'missing', reason: null, message: null },
  ],
};
