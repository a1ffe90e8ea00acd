/** The options of the report's commands, and what they mean once parsed. */
import { type Command, Option } from 'commander';
import { CommandError } from '../cli/errors';
import { type Boundary, parseTime, parseTimezone } from '../cli/time';
import { DEFAULT_STACK_NAME } from '../history/table';
import type { Period } from './context';
import { FORMATS, type Format } from './formats';
import { EVERY, type Every } from './period';
import type { WorthBy } from './worth-parts';

export type Options = {
  account?: string[];
  asset?: string[];
  at?: string;
  from?: string;
  to?: string;
  every: Every;
  by: WorthBy;
  minWorth?: string;
  sum?: boolean;
  decimals?: boolean;
  timezone: string;
  format: Format;
  output?: string;
  table?: string;
  stack: string;
  local?: true | string;
};

type AccountOption = { flags: string; description: string };

const ACCOUNTS: AccountOption = {
  flags: '--account <name...>',
  description: 'one or more accounts (default: all)',
};
export const ONE_ACCOUNT: AccountOption = {
  flags: '--account <name>',
  description: 'the account (default: the only one)',
};

export const sourceOptions = (command: Command, { flags, description } = ACCOUNTS) =>
  tableOptions(
    command
      .option(flags, description, collect)
      .option('--timezone <zone>', 'IANA zone of days and of times without an offset', parseTimezone, 'UTC'),
  );

export const tableOptions = (command: Command) =>
  command
    .option('--table <name>', 'the DynamoDB table (default: found through the outputs of the stack)')
    .option('--stack <name>', 'the stack that the table belongs to', DEFAULT_STACK_NAME)
    .addOption(
      new Option(
        '--local [folder]',
        'read the history that npm start keeps on this machine (default: .local)',
      ).conflicts('table'),
    );

export const periodOptions = (command: Command, from = "first moment (default: the account's first slot)") =>
  command.option('--from <time>', from).option('--to <time>', 'last moment', 'now');

export const formatOptions = (command: Command) =>
  command
    .addOption(
      new Option('--format <format>', 'how to write it')
        .choices(Object.keys(FORMATS) as Format[])
        .default('table'),
    )
    .option('--output <file>', 'where to write it (default: standard output)');

export const amountFormatOptions = (command: Command) =>
  formatOptions(command).option('--decimals', 'amounts as DECIMAL(38,20) in Parquet (default: exact text)');

export const everyOption = () =>
  new Option('--every <period>', 'keep the last captured slot of each').choices(EVERY).default('slot');

export const assetOption = () =>
  new Option('--asset <asset...>', 'one or more assets (default: all that were held)').argParser(collect);

export function parseMinWorth(text: string): string {
  if (/^\d{1,30}(\.\d{1,30})?$/.test(text)) return text;
  throw new CommandError(`--min-worth must be an amount of USDT such as 100 or 0.5, got "${text}".`, 2);
}

/** For options that may be repeated, each with one or more values; duplicates are dropped. */
const collect = (value: string, before: string[] | undefined) => [...new Set([...(before ?? []), value])];

export const filterOf = ({ account, asset }: Options) => ({ accounts: account, assets: asset });

/** Throws a `CommandError` for an option that the format does not have. */
export function formatOf({ format, decimals = false }: Options): { format: Format; decimals: boolean } {
  if (!decimals || format === 'parquet') return { format, decimals };
  throw new CommandError(`--decimals needs --format parquet, got ${format}.`, 2);
}

export const target = ({ table, stack, local, output }: Options) => ({
  choice: { table, stack, local },
  output,
});

export function parseTimes(options: Options, now: number): { at: number; period: Period } {
  const { timezone } = options;
  const read = (name: 'at' | 'from' | 'to', boundary: Boundary, relativeTo: number) =>
    parseTime(options[name] ?? 'now', { option: `--${name}`, boundary, timezone, relativeTo });
  const to = read('to', 'end', now);
  const from = options.from === undefined ? undefined : read('from', 'start', to);
  if (from !== undefined && from > to) {
    throw new CommandError(`--from ${options.from} is after --to ${options.to}.`, 2);
  }
  return { at: read('at', 'end', now), period: { from, to } };
}
