/** When amounts changed: each movement between consecutive captured slots. */
import Big from 'big.js';
import type { BalanceRow } from '../history/projection';
import { movementFinder } from './changes-between';
import type { BalanceMovement } from './movement';
import { columnsOf, flatReport, formatValue, type TextColumn, textColumns } from './report';
import { isSimulatedCurrency } from './simulated-currency';
import type { MissingSlot } from './timeline';
import type { ValuedRow } from './worth';
import { formatSigned, worthText } from './worth-text';

export type MovementLine = BalanceMovement & { account: string };

export type MovementFilter = {
  assets?: readonly string[];
  /** USDT, decimal text: movements of which the worth is known to be less are left out. */
  minWorth?: string;
};

/** The rows before the first slot, from which changes are counted: in order, so that each wallet was read in one of them. */
export type Preceding = { rows: (ValuedRow & { slot: string })[]; hasGap: boolean };

export async function* movementLines(
  account: string,
  slots: AsyncIterable<(BalanceRow | MissingSlot)[]>,
  filter: MovementFilter,
  preceding?: Preceding,
): AsyncGenerator<MovementLine[]> {
  const finder = movementFinder();
  const isSelected = selection(filter);
  for (const row of preceding?.rows ?? []) finder.add(row);
  if (preceding?.hasGap) finder.gap();
  for await (const batch of slots) {
    const found: MovementLine[] = [];
    for (const slot of batch) {
      if (slot.status !== 'captured') finder.gap();
      else
        for (const movement of finder.add(slot))
          if (isSelected(movement)) found.push({ account, ...movement });
    }
    yield found;
  }
}

/** A movement of unknown worth may be a large one: it is never left out for its worth, unless it is of a simulated currency. */
function selection({ assets, minWorth }: MovementFilter): (movement: BalanceMovement) => boolean {
  return ({ asset, worth }) => {
    if (assets && !assets.includes(asset)) return false;
    if (minWorth === undefined) return true;
    return worth === null ? !isSimulatedCurrency(asset) : new Big(worth).abs().gte(minWorth);
  };
}

const COLUMNS = columnsOf<MovementLine>({
  account: 'text',
  slot: 'time',
  previousSlot: 'time',
  wallet: 'text',
  asset: 'text',
  before: 'amount',
  after: 'amount',
  change: 'amount',
  worth: 'usdt',
  toWallet: 'text',
  gap: 'flag',
});

const isTransfer = ({ toWallet }: MovementLine) => toWallet !== null;

/** Two wallets are in a transfer: neither has the one amount before and after. */
const amountText = (line: MovementLine, amount: string | null) =>
  isTransfer(line) ? '' : formatValue(amount);
const signed = (line: MovementLine, text: string) => (isTransfer(line) ? text : formatSigned(text));

const TEXT_COLUMNS: TextColumn<MovementLine>[] = [
  ...textColumns(COLUMNS, 'account'),
  { name: 'time', text: ({ slot }) => slot },
  {
    name: 'wallet',
    text: ({ wallet, toWallet }) => (toWallet === null ? wallet : `${wallet} to ${toWallet}`),
  },
  ...textColumns(COLUMNS, 'asset'),
  { name: 'before', right: true, text: (line) => amountText(line, line.before) },
  { name: 'after', right: true, text: (line) => amountText(line, line.after) },
  { name: 'change', right: true, text: (line) => signed(line, line.change) },
  { name: 'worth of change', right: true, text: (line) => signed(line, worthText({ ...line, price: null })) },
  { name: 'note', text: note },
];

function note(line: MovementLine): string {
  const gap = line.gap ? [`gap since ${line.previousSlot}`] : [];
  return [...(isTransfer(line) ? ['transfer'] : []), ...gap].join(', ');
}

export const movementsReport = flatReport<MovementLine, MovementLine>({
  toLines: (line) => [line],
  columns: COLUMNS,
  textColumns: TEXT_COLUMNS,
});
