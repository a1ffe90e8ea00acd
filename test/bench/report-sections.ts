/** The section on reports: a year, and ten years. */
import { formatShort, ratio, table } from './document';
import { measureReports, READERS, type Reader } from './reports';
import { spread } from './statistics';
import { fewerRounds, type Workplace } from './workplace';

/** Number of hourly slots, and the round trip. */
const YEARS: [title: string, rows: number, roundTripMs: number, readers: readonly Reader[]][] = [
  ['a year', 8_760, 20, READERS],
  ['ten years', 87_600, 20, ['loop', 'worth', 'html']],
];

export async function reports(workplace: Workplace): Promise<string> {
  const sections: string[] = [];
  for (const [title, rows, roundTripMs, readers] of YEARS) {
    const runs = await readAll(workplace, rows, roundTripMs, readers);
    const ms = (reader: Reader) => runs[reader].map((run) => run.ms);
    const lines = readers.map((reader) => [
      reader === 'floor' || reader === 'loop' ? reader : `**${reader}**`,
      spread(ms(reader)),
      ratio(ms(reader), ms('loop')),
      readers.includes('floor') ? ratio(ms(reader), ms('floor')) : '–',
      spread(runs[reader].map((run) => run.cpuMs)),
      formatShort(spread(runs[reader].map((run) => run.peakMb)).median),
    ]);
    const columns = [`${title}, ${roundTripMs} ms`, 'ms', '× loop', '× floor', 'CPU ms', 'peak MB'];
    sections.push(table(columns, lines));
  }
  return `## Reports\n\nProcesses from start to end, over hourly slots of five wallets with 62 assets, from a table that answers after one round trip. worth: a line a\nday. loop: page after page through the DocumentClient into a CSV file with amounts and worth. floor: the bytes of all slots fetched\neight pages at a time, without parsing. ${fewerRounds(workplace.rounds)} rounds.\n\n${sections.join('\n\n')}`;
}

async function readAll(
  { folder, rounds, progress }: Workplace,
  rows: number,
  roundTripMs: number,
  readers: readonly Reader[],
) {
  let done = 0;
  const onRun = () => progress(`reports, ${rows} rows, ${roundTripMs} ms round trips: ${++done}`);
  return measureReports(
    { rows, assets: 50, roundTripMs },
    { folder, readers, rounds: fewerRounds(rounds), onRun },
  );
}
