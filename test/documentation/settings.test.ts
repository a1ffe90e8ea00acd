/** docs/configuration.md and docs/costs.md agree with the code: settings, their defaults, and attempts by lateness. */
import { readFileSync } from 'node:fs';
import { readConfig, settingNames } from '../../infra/config';
import { guaranteedAttempts, maxEventAgeSeconds } from '../../infra/event-age';

const configuration = readFileSync('docs/configuration.md', 'utf8');

/** The rows of a page's section whose first cell is a name: name, default, meaning. */
const rowsIn = (page: string, section: string) =>
  (page.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => /^\| `[\w[\].]+` \|/.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const settings = rowsIn(configuration, 'Settings');
const plain = (cell: string | undefined) => cell?.replaceAll('`', '');

const FROM_THE_SCHEDULE = ['accounts[].longestGapSeconds', 'accounts[].maxLatenessSeconds'];

describe('the table of settings', () => {
  it('has each setting once and no other', () => {
    expect(settings.map(([name]) => plain(name)).sort()).toEqual(settingNames().sort());
  });

  it('states each default', () => {
    const { accounts, ...rest } = readConfig({});
    const defaults = Object.entries({
      ...rest,
      ...Object.fromEntries(
        Object.entries(accounts[0] ?? {}).map(([key, value]) => [`accounts[].${key}`, value]),
      ),
    }).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
    const documented = Object.fromEntries(settings.map(([name, value]) => [plain(name), plain(value)]));
    for (const [name, value] of defaults) {
      if (name === 'accounts[].id' || FROM_THE_SCHEDULE.includes(name)) continue;
      expect([name, documented[name]]).toEqual([name, String(value)]);
    }
  });

  it('describes each setting', () => {
    for (const [, , meaning] of settings) expect(meaning).toMatch(/\w{2}/);
  });

  it('has each setting that docs/costs.md gives a price for', () => {
    const priced = rowsIn(readFileSync('docs/costs.md', 'utf8'), 'By setting').map(([name]) => plain(name));

    expect(priced.length).toBeGreaterThan(5);
    expect(settingNames()).toEqual(expect.arrayContaining(priced));
  });
});

describe('the table of attempts', () => {
  const numbers = configuration
    .split('## How late a snapshot may be')[1]
    ?.split('\n#')[0]
    ?.matchAll(/^\| (\d+) \|([^|]*)\| (\d+) s \| (\d+) s \| (\d) \|$/gm);
  const rows = [...(numbers ?? [])].map(([, lateness, interval, ...ages]) => ({
    lateness: Number(lateness),
    minutes: /^ (\d+) (minute|hour)/.exec(interval ?? ''),
    ages: ages.map(Number),
  }));

  it('states how long an event is kept and how often Lambda attempts it at least', () => {
    expect(rows.length).toBeGreaterThan(5);
    for (const { lateness, ages } of rows) {
      const { scheduler, lambda } = maxEventAgeSeconds({ maxLatenessSeconds: lateness });
      expect([lateness, ...ages]).toEqual([lateness, scheduler, lambda, guaranteedAttempts(lambda)]);
    }
  });

  it('states for which interval each lateness is the default', () => {
    for (const { lateness, minutes } of rows) {
      const every = Number(minutes?.[1]) * (minutes?.[2] === 'hour' ? 60 : 1);
      const { accounts } = readConfig({ accounts: [{ id: 'main', schedule: `rate(${every} minutes)` }] });
      expect(accounts).toMatchObject([{ maxLatenessSeconds: lateness }]);
    }
  });
});
