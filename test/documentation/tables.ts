/** The tables of the documentation that are written from the code, as Markdown. */
import {
  CODES,
  type ErrorRule,
  FAULTS,
  type RetryStrategy,
  STATUSES,
} from '../../functions/bingx/error-codes';
import { WALLET_AMOUNTS, WALLET_IDS, type WalletId } from '../../functions/history/row';
import { REASONS, WALLET_REASONS } from '../../functions/monitor/reasons';
import { walletLabel } from '../../functions/report/wallets';
import { FAILURES, type FailureReason } from '../../functions/snapshot/outcome';

const code = (text: string) => `\`${text}\``;
const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** A Markdown table; `|` in a cell would end it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** The total of an asset in a wallet, as `totalOf` computes it. */
const TOTALS: Record<WalletId, string> = {
  spot: 'free + locked',
  fund: 'free + locked',
  USDTMPerp: 'equity',
  coinMPerp: 'equity',
  stdFutures: 'balance + crossUnrealizedProfit',
};

const wallets = () =>
  table(
    ['id', 'name', 'amounts', 'total'],
    WALLET_IDS.map((id) => [code(id), walletLabel(id), WALLET_AMOUNTS[id].map(code).join(', '), TOTALS[id]]),
  );

const reasons = () =>
  table(
    ['reason', 'cause', 'delivered again', 'metric'],
    (Object.keys(FAILURES) as FailureReason[]).map((reason) => [
      `[${code(reason)}](../RUNBOOK.md#${reason})`,
      REASONS[reason].cause,
      yesNo(FAILURES[reason].retryable),
      code(FAILURES[reason].metric),
    ]),
  );

const walletReasons = () =>
  table(
    ['reason', 'cause'],
    Object.entries(WALLET_REASONS).map(([reason, { cause }]) => [
      `[${code(reason)}](../RUNBOOK.md#${reason})`,
      cause,
    ]),
  );

/** The text of each strategy in the column "retried in the run". */
const RETRIES: Record<RetryStrategy, string> = {
  never: 'no',
  once: 'once, after a pause',
  backoff: 'yes, with exponential backoff and full jitter',
  'with-rotated-secret': 'once, if the secret has changed',
  'after-clock-sync': 'once, with a new timestamp',
  'after-window': 'once, after the window of the limit',
  'at-retry-time': 'once, at the stated time, if the run lasts until then',
};

const ruleCells = ({ reason, retry }: ErrorRule) => [code(reason), RETRIES[retry]];

const codes = () =>
  table(
    ['code', 'where the message matches', 'meaning', 'reason', 'retried in the run'],
    CODES.map((rule) => [
      rule.code,
      rule.text ? code(rule.text.source) : '',
      rule.description,
      ...ruleCells(rule),
    ]),
  );

const statuses = () =>
  table(
    ['answer', 'meaning', 'reason', 'retried in the run'],
    [
      ...STATUSES.map((rule) => [
        rule.from === rule.to ? `HTTP ${rule.from}` : `HTTP ${rule.from}–${rule.to}`,
        rule.description,
        ...ruleCells(rule),
      ]),
      ...Object.values(FAULTS).map((rule) => ['', rule.description, ...ruleCells(rule)]),
    ],
  );

/** The shape of a JSON value, such as `[{account, slot}]`. */
function shape(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length > 0 ? shape(value[0]) : ''}]`;
  if (typeof value !== 'object' || value === null) return '';
  const keys = Object.entries(value).map(([key, inner]) => {
    const of = shape(inner);
    return of ? `${key}: ${of}` : key;
  });
  return `{${keys.join(', ')}}`;
}

/** What a report command writes: its JSON, and the first line of its CSV. */
export type ReportOutput = { command: string; json: unknown; csvHead: string };

const columns = (outputs: readonly ReportOutput[]) =>
  table(
    ['command', 'JSON', 'columns of CSV and Parquet'],
    outputs.map(({ command, json, csvHead }) => [
      code(command),
      code(shape(json)),
      code(csvHead.trim().replaceAll(',', ', ')),
    ]),
  );

/** Each table by the name in its marker. */
export const tables = (outputs: readonly ReportOutput[]): Record<string, string> => ({
  wallets: wallets(),
  reasons: reasons(),
  'wallet reasons': walletReasons(),
  codes: codes(),
  statuses: statuses(),
  columns: columns(outputs),
});

const MARKED = /(<!-- table: ([\w ]+) -->\n)[\s\S]*?(<!-- end of table -->)/g;

/** The text of a page with each marked table replaced. */
export const withTables = (page: string, byName: Record<string, string>): string =>
  page.replace(MARKED, (_, start: string, name: string, end: string) => {
    const markdown = byName[name];
    if (markdown === undefined) throw new Error(`There is no table "${name}".`);
    return `${start}\n${markdown}\n\n${end}`;
  });

export const tableNames = (page: string) => [...page.matchAll(MARKED)].map(([, , name = '']) => name);
