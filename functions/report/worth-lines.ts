/** What an account was worth slot by slot: in total, or by wallet or asset. An incomplete total is never a plain number. */
import type { HistoryItem } from './history';
import {
  type Column,
  formatValue,
  type ReportKind,
  type TextColumn,
  textColumns,
  textTable,
  toObject,
  UNKNOWN,
} from './report';
import {
  type Bound,
  type Sum,
  unreadTypes,
  unreadWallets,
  type ValuedRow,
  valueAssets,
  valueRow,
} from './worth';
import { formatWorth } from './worth-text';

export const WORTH_BY = ['account', 'wallet', 'asset'] as const;
export type WorthBy = (typeof WORTH_BY)[number];

/** What is missing of a line: all of a slot without a capture has neither wallet nor asset. */
type Missing = { wallet: string | null; asset: string | null; reason: string };

/** `assets`: computed from amounts and prices; `exchange`: the exchange's own figure; `both`: a total with such figures in it. */
type Source = 'assets' | 'exchange' | 'both';

type WorthLine = {
  account: string;
  slot: string;
  /** Null for the whole account, and for an asset over all wallets. */
  wallet: string | null;
  asset: string | null;
  /** USDT, exact; null where nothing is known. */
  worth: string | null;
  complete: boolean;
  missing: readonly Missing[];
  bound: Bound;
  source: Source | null;
  status: 'captured' | 'failed' | 'missing';
  /** Of a failed slot. */
  reason: string | null;
};

type Part = Sum & { wallet: string | null; asset: string | null; source: Source };

/** The parts of a captured row. */
const PARTS: Record<WorthBy, (row: ValuedRow) => Part[]> = {
  account: (row) => [wholeAccount(row)],
  wallet: walletParts,
  asset: (row) => [
    ...valueAssets(row).map((sum): Part => ({ ...sum, wallet: null, source: 'assets' })),
    // Of these no asset is known.
    ...unreadWallets(row).map((wallet) => ({ ...wallet, asset: null })),
    ...walletParts(row).filter(({ source }) => source === 'exchange'),
  ],
};

function wholeAccount(row: ValuedRow): Part {
  const { wallets, total } = valueRow(row);
  const hasFigures = wallets.some(({ source }) => source === 'exchange');
  return { ...total, wallet: null, asset: null, source: hasFigures ? 'both' : 'assets' };
}

function walletParts(row: ValuedRow): Part[] {
  const unread = unreadTypes(row);
  return [...valueRow(row).wallets, ...(unread ? [unread] : [])].map((wallet) => ({
    ...wallet,
    asset: null,
  }));
}

function toLines(by: WorthBy, { account, result }: HistoryItem): WorthLine[] {
  const { slot, status } = result;
  if (status === 'captured') {
    return PARTS[by](result).map((part) => ({ account, slot, ...part, status, reason: null }));
  }
  const reason = status === 'failed' ? result.failure.reason : null;
  const missing = [{ wallet: null, asset: null, reason: reason ?? status }];
  const unknown = { wallet: null, asset: null, worth: null, complete: false, missing };
  return [{ account, slot, ...unknown, bound: 'about', source: null, status, reason }];
}

const describeMissing = ({ wallet, asset, reason }: Missing) =>
  `${[wallet, asset].filter((name) => name !== null).join(' ') || 'slot'}: ${reason}`;

const ID_COLUMNS: Column<WorthLine>[] = [
  { name: 'account', kind: 'text', value: ({ account }) => account },
  { name: 'slot', kind: 'time', value: ({ slot }) => slot },
  { name: 'wallet', kind: 'text', value: ({ wallet }) => wallet },
];

const ASSET_COLUMN: Column<WorthLine> = { name: 'asset', kind: 'text', value: ({ asset }) => asset };

const WORTH_COLUMNS: Column<WorthLine>[] = [
  { name: 'worth', kind: 'amount', value: ({ worth }) => worth },
  { name: 'complete', kind: 'flag', value: ({ complete }) => complete },
  { name: 'missing', kind: 'text', value: ({ missing }) => missing.map(describeMissing).join('; ') },
  { name: 'bound', kind: 'text', value: ({ bound }) => bound },
  { name: 'source', kind: 'text', value: ({ source }) => source },
  { name: 'status', kind: 'text', value: ({ status }) => status },
  { name: 'reason', kind: 'text', value: ({ reason }) => reason },
];

/** `asset` is a column only where the lines are by asset. In JSON `missing` is a list. */
export function worthReport(by: WorthBy): ReportKind<HistoryItem, WorthLine> {
  const columns = [...ID_COLUMNS, ...(by === 'asset' ? [ASSET_COLUMN] : []), ...WORTH_COLUMNS];
  const lines = (item: HistoryItem) => toLines(by, item);
  return {
    toJson: (item) =>
      lines(item).map((line) => ({
        ...toObject(columns, line),
        missing: line.missing.map(({ wallet, asset, reason }) => ({ wallet, asset, reason })),
      })),
    toLines: lines,
    columns,
    toTables: (items) => [textTable(textColumnsBy(by), items.flatMap(lines))],
  };
}

const textColumnsBy = (by: WorthBy): TextColumn<WorthLine>[] => [
  ...textColumns(ID_COLUMNS, 'account', 'slot'),
  ...(by === 'account' ? [] : [{ name: 'wallet', text: ({ wallet }: WorthLine) => wallet ?? '' }]),
  ...(by === 'asset' ? [{ name: 'asset', text: ({ asset }: WorthLine) => asset ?? '' }] : []),
  { name: 'worth', right: true, text: boundedWorth },
  { name: 'note', text: note },
];

const QUALIFIERS: Record<Bound, string> = { exact: '', 'at-least': 'at least ', about: 'about ' };

const boundedWorth = ({ worth, bound }: WorthLine) =>
  worth === null ? UNKNOWN : `${QUALIFIERS[bound]}${formatWorth(worth)}`;

const SOURCE_NOTES: Record<Source, string[]> = {
  assets: [],
  exchange: ["the exchange's figure"],
  both: ["with the exchange's figures"],
};

function note({ status, reason, missing, source, worth }: WorthLine): string {
  if (status !== 'captured') return status === 'missing' ? status : `failed: ${formatValue(reason)}`;
  const sources = source && worth !== null ? SOURCE_NOTES[source] : [];
  const without = missing.length === 0 ? [] : [`without ${missing.map(describeMissing).join('; ')}`];
  return [...sources, ...without].join(', ');
}
