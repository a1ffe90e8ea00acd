/** `npm run serve-month`: a simulated month of the home server with events of the machine; exits with 0 or 1. */
import { Command } from 'commander';
import { minutesSince, resultTable, runLongCommand } from '../support/long-command';
import { type MonthOptions, simulateMonth } from './month';

/** With the end of summer time in Berlin, on 25 October. */
const MONTH: MonthOptions = {
  accounts: [
    { id: 'main', schedule: 'cron(0 * * * ? *)', timezone: 'Europe/Berlin' },
    { id: 'desk', schedule: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin' },
    { id: 'fund', schedule: 'rate(6 hours)' },
  ],
  from: '2026-10-10T05:45:00Z',
  until: '2026-11-10T00:45:00Z',
  events: [
    { at: '2026-10-12T09:50:00Z', kind: 'clock-step', minutes: 15 },
    { at: '2026-10-15T21:50:00Z', kind: 'clock-step', minutes: 300 },
    { at: '2026-10-20T00:59:00Z', kind: 'full-disk', minutes: 100 },
    { at: '2026-10-28T04:59:00Z', kind: 'power-failure', minutes: 10 },
    { at: '2026-11-03T10:30:00Z', kind: 'new-key', minutes: 200 },
  ],
};

async function main(): Promise<number> {
  const began = Date.now();
  const month = await simulateMonth({
    ...MONTH,
    onStart: (now) => console.error(`Starting the server at ${new Date(now).toISOString()}`),
  });
  console.log(
    resultTable([
      ['slots due', month.due],
      ...Object.entries(month.counts).sort(([a], [b]) => (a < b ? -1 : 1)),
      ['unexplained', month.unexplained.length],
      ['restored from the log', month.restored],
      ['runs of the monitor', month.monitorRuns],
      ['messages of the monitor', month.messages.length],
      ['starts of the server', month.starts],
      ['time', `${minutesSince(began)} minutes`],
    ]),
  );
  for (const message of month.messages) console.log(message);
  if (!month.hasSmallDisk) console.log('Without the full disk: mounting a small disk requires root.');
  for (const slot of month.unexplained.slice(0, 20)) console.log(slot);
  return month.unexplained.length > 0 ? 1 : 0;
}

runLongCommand(
  new Command('npm run serve-month').description(
    'Runs the home server for a simulated month; every slot has to be explained.',
  ),
  main,
);
