/** `npm run bench`: measures the function and the reports beside their contenders and writes down what was found. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { deployedNode } from './runtime';
import { SUBJECTS, type Subject, type Workplace } from './subjects';

const DOCUMENT = join(__dirname, '..', '..', 'docs', 'benchmark.md');

type Options = { only: Subject[]; rounds: number; output: string };

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It wants a whole number, 1 or more.');
  return Number(text);
}

const program = new Command('bench')
  .description('Measures the function and the reports beside their contenders, side by side in one run.')
  .addOption(
    new Option('--only <subjects>', `a list of: ${Object.keys(SUBJECTS).join(', ')}`)
      .argParser((text) => {
        const asked = text.split(',');
        const unknown = asked.find((name) => !(name in SUBJECTS));
        if (unknown !== undefined) throw new InvalidArgumentError(`There is no subject "${unknown}".`);
        return asked as Subject[];
      })
      .default(Object.keys(SUBJECTS) as Subject[], 'all'),
  )
  .option('--rounds <count>', 'runs of each contender, after warm-up', wholeNumber, 15)
  .option('--output <file>', 'where the findings are written; only a whole run goes to docs/benchmark.md')
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
  const sections: string[] = [];
  for (const [name, measure] of Object.entries(SUBJECTS)) {
    if (!only.includes(name as Subject)) continue;
    const section = await measure(workplace);
    progress('');
    process.stdout.write(`${section}\n\n`);
    sections.push(section);
  }
  const whole = only.length === Object.keys(SUBJECTS).length;
  const file = output ?? (whole ? DOCUMENT : undefined);
  if (!file) return;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${[head(rounds), ...sections].join('\n\n')}\n`);
}

/** One line, overwritten as the work goes on; nothing where nobody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

const head = (rounds: number) => `# Benchmark

What \`npm run bench\` found. Everything ran side by side and interleaved on one machine (${cpus().length} processors, ${process.platform}-${process.arch}),
${rounds} rounds after warm-up. Absolute times say little about another machine; the ratios of medians are what to compare. In
brackets: the quartiles. The function runs on Node 24 as on Lambda, the reports on Node ${process.versions.node.split('.')[0]}, all of it here and not on AWS.`;

// The engines' own clients run on this machine's Node, which may be older than the SDK likes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
program.parseAsync().catch((error: Error) => {
  process.stderr.write(`\nbench: ${error.message}\n`);
  process.exit(1);
});
