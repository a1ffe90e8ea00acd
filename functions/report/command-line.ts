/** The command line of the report: commands, options, and help with examples. */
import { Command, Option } from 'commander';
import { CommandError } from '../cli/errors';
import type { TableChoice } from '../cli/table-source';
import type { ReportContext } from './context';
import type { Format } from './formats';
import {
  amountFormatOptions,
  assetOption,
  everyOption,
  filterOf,
  formatOf,
  formatOptions,
  ONE_ACCOUNT,
  type Options,
  parseMinWorth,
  parseTimes,
  periodOptions,
  sourceOptions,
  tableOptions,
  target,
} from './options';
import type { PageFilter } from './page/page';
import * as queries from './queries';
import type { Report } from './report';
import type { StatementFormat } from './statement/formats';
import type { StatementFilter } from './statement/read-statement';
import { WORTH_BY } from './worth-parts';
import * as worthQueries from './worth-queries';

/** A parsed command. */
export type ReportCommand = { choice: TableChoice; output?: string } & (
  | { kind: 'rows'; format: Format; decimals: boolean; report(context: ReportContext): Report<unknown> }
  | { kind: 'page'; filter: PageFilter }
  | { kind: 'statement'; format: StatementFormat; filter: StatementFilter }
  | { kind: 'verify'; format: Format; file: string }
);

export type CommandLine = {
  /** Epoch ms. */
  now: number;
  execute(command: ReportCommand): Promise<void>;
  writeOut(text: string): void;
  writeErr(text: string): void;
};

const TIMES = `
Times: a date (2025-12-31: as --from its first second, as --to or --at its
last), a date-time (2025-12-31T23:59:59Z, or without an offset in --timezone),
or a span back (12h, 7d, 4w, 3mo, 1y; as --from it is counted back from --to).`;

/** In two lines where it is too long for a terminal of 80 columns. */
const exampleText = (name: string, example: string) => {
  const line = `  npm run report -- ${name} ${example}`;
  return line.length > 80 ? line.replace(/ (--every|--format)/, ' \\\n    $1') : line;
};

/** Creates the program; parsing its arguments calls `execute`. */
export function commandLine({ now, execute, writeOut, writeErr }: CommandLine): Command {
  const program = new Command('report')
    .description('Reads the balance history: what was held, when, and its gaps.')
    .configureOutput({ writeOut, writeErr })
    .exitOverride()
    .showHelpAfterError('Run with --help for usage.');

  const times = (options: Options) => parseTimes(options, now);
  const add = (name: string, description: string, examples: string[], account?: typeof ONE_ACCOUNT) =>
    sourceOptions(program.command(name).description(description), account)
      .addHelpText('after', `${TIMES}\n\nExample${examples.length > 1 ? 's' : ''}:`)
      .addHelpText('after', examples.map((example) => exampleText(name, example)).join('\n'));
  const rows = (options: Options, report: (context: ReportContext) => Report<never>) =>
    // Each report has items of a type of its own, which only the report itself reads.
    execute({ ...target(options), kind: 'rows', ...formatOf(options), report: report as never });

  amountFormatOptions(
    add('balances', 'What was held at a moment: the last captured slot at or before it.', [
      '--account main --at 2025-12-31T23:59:59Z',
      '--account main --asset BTC --at 7d --format json',
    ]),
  )
    .addOption(assetOption())
    .option('--at <time>', 'the moment', 'now')
    .action((options: Options) => {
      const filter = { ...filterOf(options), at: times(options).at };
      return rows(options, (context) => queries.balances(context, filter) as Report<never>);
    });

  amountFormatOptions(
    periodOptions(
      add('history', 'What was held slot by slot, or at the end of each hour, day, week or month.', [
        '--account main --asset BTC ETH --from 30d --every day',
        '--account main --from 2025-01-01 --to 2025-12-31 --format parquet --output 2025.parquet',
      ]),
    ),
  )
    .addOption(assetOption())
    .addOption(everyOption())
    .action((options: Options) => {
      const { every, timezone } = options;
      const filter = { ...filterOf(options), period: times(options).period, every, timezone };
      return rows(options, (context) => queries.history(context, filter) as Report<never>);
    });

  amountFormatOptions(
    periodOptions(
      add(
        'changes',
        'Each asset at the start, at the end, and the difference, with its worth at the price of the end.',
        ['--account main --from 2025-12-01 --to 2025-12-31'],
      ),
      'the moment to compare with (required)',
    ),
  )
    .addOption(assetOption())
    .action((options: Options) => {
      const { from, to } = times(options).period;
      if (from === undefined) throw new CommandError('changes needs --from, the moment to compare with.', 2);
      const filter = { ...filterOf(options), period: { from, to } };
      return rows(options, (context) => queries.changes(context, filter) as Report<never>);
    });

  amountFormatOptions(
    periodOptions(
      add('worth', 'What each account was worth in USDT, or all of them together by --sum.', [
        '--account main --from 30d --every day',
        '--account main --from 7d --by wallet --format csv',
        '--sum --from 30d --every day',
      ]),
    ),
  )
    .addOption(everyOption())
    .addOption(new Option('--by <part>', 'what has a line of its own').choices(WORTH_BY).default('account'))
    .option('--sum', 'add up the accounts: complete only where each is known at the slot')
    .action((options: Options) => {
      const { every, timezone, by, account: accounts, sum: isSummed = false } = options;
      const filter = { accounts, period: times(options).period, every, timezone, by, isSummed };
      return rows(options, (context) => worthQueries.worth(context, filter) as Report<never>);
    });

  amountFormatOptions(
    periodOptions(
      add(
        'movements',
        'When amounts changed, from slot to slot, without unrealized profit; transfers as one line.',
        ['--account main --asset BTC --from 30d', '--account main --from 7d --min-worth 100'],
      ),
    ),
  )
    .addOption(assetOption())
    .option('--min-worth <usdt>', 'leave out changes known to be worth less', parseMinWorth)
    .action((options: Options) => {
      const filter = { ...filterOf(options), period: times(options).period, minWorth: options.minWorth };
      return rows(options, (context) => worthQueries.movements(context, filter) as Report<never>);
    });

  formatOptions(
    periodOptions(
      add('gaps', 'Every due slot that failed or is missing, and how complete the history is.', [
        '--account main --from 30d',
      ]),
    ),
  ).action((options: Options) => {
    const filter = { ...filterOf(options), period: times(options).period };
    return rows(options, (context) => queries.gaps(context, filter) as Report<never>);
  });

  periodOptions(
    add('html', 'One page to look at: holdings over time, changes and gaps. It opens offline.', [
      '--account main --from 1y --output report.html',
    ]),
  )
    .requiredOption('--output <file>', 'the page')
    .action((options: Options) => {
      const filter = { ...filterOf(options), period: times(options).period, timezone: options.timezone };
      return execute({ ...target(options), kind: 'page', filter });
    });

  add(
    'statement',
    'One document of what was held and worth at a moment, with the hashes that prove it.',
    [
      '--account main --at 2025-12-31 --timezone Europe/Berlin --format pdf --output 2025.pdf',
      '--account main --at 2025-12-31 --timezone Europe/Berlin --format json --output 2025.json',
    ],
    ONE_ACCOUNT,
  )
    .option('--at <time>', 'the moment, not in the future', 'now')
    .addOption(
      new Option('--format <format>', 'how to write it; pdf needs Chromium')
        .choices(['html', 'json', 'pdf'] satisfies StatementFormat[])
        .default('html'),
    )
    .option('--output <file>', 'where to write it (default: standard output)')
    .option('--check <file>', 'the JSON of check-account: adds what the API key may do')
    .action((options: Options & { format: StatementFormat; check?: string }) => {
      const { account: accounts, timezone, format, check } = options;
      const filter = { accounts, timezone, at: times(options).at, check };
      return execute({ ...target(options), kind: 'statement', format, filter });
    });

  tableOptions(program.command('verify'))
    .description(
      'Verifies the JSON of a statement: its amounts, worths and hashes. Exit code 1 if it differs.',
    )
    .argument('<file>', 'a statement of --format json')
    .addOption(new Option('--format <format>', 'how to write it').choices(['table', 'json']).default('table'))
    .addHelpText('after', '\nExample:\n  npm run report -- verify 2025.json')
    .action((file: string, options: Options) =>
      execute({ ...target(options), kind: 'verify', format: options.format, file }),
    );

  return program.addHelpText('after', '\nExample:\n  npm run report -- balances --account main');
}
