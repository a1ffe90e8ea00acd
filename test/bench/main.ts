/** `npm run bench`: measures the function and the reports against their contenders and writes docs/benchmark.md. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { deployedNode } from './runtime';
import { SUBJECTS, type Subject } from './subjects';
import type { Workplace } from './workplace';

const DOCUMENT = relative('', join(__dirname, '..', '..', 'docs', 'benchmark.md'));

type Options = { only: Subject[]; rounds: number; output: string };

function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be an integer, at least 1.');
  return Number(text);
}

const program = new Command('bench')
  .description('Measure the function and the reports against their contenders, interleaved in one run.')
  .addOption(
    new Option('--only <subjects>', `comma-separated: ${Object.keys(SUBJECTS).join(', ')}`)
      .argParser((text) => {
        const subjects = text.split(',');
        const unknown = subjects.find((name) => !(name in SUBJECTS));
        if (unknown !== undefined) throw new InvalidArgumentError(`unknown subject "${unknown}".`);
        return subjects as Subject[];
      })
      .default(Object.keys(SUBJECTS) as Subject[], 'all'),
  )
  .option('--rounds <count>', 'runs of each contender, after the warm-up', positiveInteger, 15)
  .option('--output <file>', 'file for the results; sections that are not measured stay unchanged', DOCUMENT)
  .addHelpText('after', '\nExample:\n  npm run bench -- --only start,snapshot --rounds 25')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .action(run);

async function run({ only, rounds, output }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', clean);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const workplace: Workplace = { folder, nodePath: deployedNode(), rounds, progress };
  const found = new Map<string, string>();
  for (const [name, measure] of Object.entries(SUBJECTS)) {
    if (!only.includes(name as Subject)) continue;
    const section = await measure(workplace);
    progress('');
    process.stdout.write(`${section}\n\n`);
    // After each section, because all of them take long.
    found.set(titleOf(section), `${section}\n\n${circumstances()}`);
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, page(existsSync(output) ? readFileSync(output, 'utf8') : HEAD, found));
  }
}

/** The page with the new sections in place of the old ones; the others stay. */
function page(before: string, found: ReadonlyMap<string, string>): string {
  const [, ...kept] = before.trim().split(/^(?=## )/m);
  const sections = new Map(kept.map((section) => [titleOf(section), section.trim()]));
  for (const [title, section] of found) sections.set(title, section);
  return `${[HEAD, ...sections.values()].join('\n\n')}\n`;
}

const titleOf = (section: string) => section.split('\n', 1)[0] ?? '';

/** One line that is overwritten, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

const HEAD = `# Benchmark

Results of \`npm run bench\`. The rows of a table ran interleaved on one machine; each figure is a median with the quartiles
in brackets. Absolute times depend on the machine and on other work on it: compare the ratios. The function runs on Node 24
as on Lambda, on x64 and not on AWS. Ours is the asset as deployed: its format is declared, and it turns V8's compilers off; the
contenders run with Node's defaults.`;

const circumstances = () =>
  `_${cpus().length} processors, ${process.platform}-${process.arch}; load average ${loadavg()[0]?.toFixed(1)} at the end._`;

// The emulators' own clients run on this machine's Node, for which the SDK may print a warning.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
program.parseAsync().catch((error: Error) => {
  process.stderr.write(`\nbench: ${error.message}\n`);
  process.exit(1);
});
