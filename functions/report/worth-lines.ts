/** What an account was worth slot by slot: in total, or by wallet or asset. An incomplete total is never a plain number. */
import type { HistoryItem } from './history';
import type { Every } from './period';
import {
  columnsOf,
  flatReport,
  formatValue,
  type ReportKind,
  type TextColumn,
  textColumns,
  UNKNOWN,
} from './report';
import type { Bound } from './worth';
import { type Missing, type Part, partNames, partsOf, type Source, type WorthBy } from './worth-parts';
import { formatWorth } from './worth-text';

/** What is missing of a sum over accounts names the account. */
export type MissingOfLine = Missing & { account?: string };

export type WorthLine = Omit<Part, 'source' | 'missing'> & {
  /** Null for all accounts together. */
  account: string | null;
  slot: string;
  missing: readonly MissingOfLine[];
  /** Null where nothing is known. */
  source: Source | null;
  /** `not-due`: of a sum at a slot that is captured for some accounts and not due for the others. */
  status: 'captured' | 'failed' | 'missing' | 'not-due';
  /** Of a failed slot. */
  reason: string | null;
  period: string | null;
};

export function worthLines(by: WorthBy, { account, result, held, period }: HistoryItem): WorthLine[] {
  const { slot, status } = result;
  if (status === 'captured') {
    return partsOf(by, result).map((part) => ({ account, slot, ...part, status, reason: null, period }));
  }
  const reason = status === 'failed' ? result.failure.reason : null;
  const missing = [{ wallet: null, asset: null, reason: reason ?? status }];
  const unknown = { worth: null, complete: false, bound: 'about' as Bound, missing, source: null };
  return partNames(by, held).map((name) => ({
    account,
    slot,
    ...name,
    ...unknown,
    status,
    reason,
    period,
  }));
}

const describeMissing = ({ account, wallet, asset, reason }: MissingOfLine) =>
  `${[account, wallet, asset].filter((name) => name !== null && name !== undefined).join(' ') || 'slot'}: ${reason}`;

const ID_COLUMNS = columnsOf<WorthLine>({ account: 'text', slot: 'time', wallet: 'text' });
const ASSET_COLUMN = columnsOf<WorthLine>({ asset: 'text' });
const PERIOD_COLUMN = columnsOf<WorthLine>({ period: 'text' });

const [WORTH_COLUMNS, STATE_COLUMNS] = [
  columnsOf<WorthLine>({ worth: 'usdt', complete: 'flag' }),
  columnsOf<WorthLine>({ bound: 'text', source: 'text', status: 'text', reason: 'text' }),
];

export type WorthOptions = { by: WorthBy; every: Every };
export type SeriesWorthOptions = WorthOptions & { timezone: string };

/** `asset` and `period` are columns only where lines have one. In JSON `missing` is a list. */
export function worthReport({ by, every }: WorthOptions): ReportKind<WorthLine, WorthLine> {
  const columns = [
    ...ID_COLUMNS,
    ...(by === 'asset' ? ASSET_COLUMN : []),
    ...WORTH_COLUMNS,
    {
      name: 'missing',
      kind: 'text' as const,
      value: ({ missing }: WorthLine) => missing.map(describeMissing).join('; '),
    },
    ...STATE_COLUMNS,
    ...(every === 'slot' ? [] : PERIOD_COLUMN),
  ];
  const flat = flatReport<WorthLine, WorthLine>({
    toLines: (line) => [line],
    columns,
    textColumns: textColumnsFor({ by, every }),
  });
  return {
    ...flat,
    toJson: (line) =>
      flat.toJson(line).map((json) => ({ ...json, missing: line.missing.map(missingToJson) })),
  };
}

const missingToJson = ({ account, wallet, asset, reason }: MissingOfLine) => ({
  ...(account !== undefined && { account }),
  wallet,
  asset,
  reason,
});

const textColumnsFor = ({ by, every }: WorthOptions): TextColumn<WorthLine>[] => [
  { name: 'account', text: ({ account }) => account ?? 'all' },
  ...(every === 'slot' ? [] : textColumns(PERIOD_COLUMN, 'period')),
  ...textColumns(ID_COLUMNS, 'slot'),
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

function note({ account, status, reason, missing, source, worth }: WorthLine): string {
  if (account !== null && status !== 'captured') {
    return status === 'missing' ? status : `failed: ${formatValue(reason)}`;
  }
  const sources = source && worth !== null ? SOURCE_NOTES[source] : [];
  const without = missing.length === 0 ? [] : [`without ${missing.map(describeMissing).join('; ')}`];
  return [...sources, ...without].join(', ');
}
