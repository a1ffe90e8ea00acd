/** README and runbook agree with the code: settings, defaults, commands, outputs. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readConfig, settingNames } from '../../infra/config';
import { guaranteedAttempts, maxEventAgeSeconds } from '../../infra/event-age';

/** The rows of the README's table of settings: name, default, meaning, price. */
const rows = readFileSync('README.md', 'utf8')
  .split('## Configure it')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .filter((line) => /^\| `[\w[\].]+` \|/.test(line))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const settings = rows?.slice(0, settingNames().length) ?? [];
const plain = (cell: string | undefined) => cell?.replaceAll('`', '');

const FROM_THE_SCHEDULE = ['accounts[].longestGapSeconds', 'accounts[].maxLatenessSeconds'];

describe("the README's table of settings", () => {
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
    }).filter(([, value]) => ['string', 'number'].includes(typeof value));
    const documented = Object.fromEntries(settings.map(([name, value]) => [plain(name), plain(value)]));
    for (const [name, value] of defaults) {
      if (name === 'accounts[].id' || FROM_THE_SCHEDULE.includes(name)) continue;
      expect([name, documented[name]]).toEqual([name, String(value)]);
    }
  });

  it('describes each setting', () => {
    for (const [, , meaning] of settings) expect(meaning).toMatch(/\w{2}/);
  });
});

describe("the README's table of attempts", () => {
  const numbers = readFileSync('README.md', 'utf8')
    .split('### How often an event is tried')[1]
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

describe.each(['README.md', 'RUNBOOK.md'])('the commands of %s', (file) => {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/```sh\n([^`]*?)\s*```/g)].map(([, block]) => block);

  it('are valid shell syntax', () => {
    expect(blocks.length).toBeGreaterThan(2);
    for (const block of blocks) {
      const { stderr } = spawnSync('sh', ['-n'], { input: block, encoding: 'utf8' });
      expect({ block, stderr }).toEqual({ block, stderr: '' });
    }
  });

  it('write no key to the shell history or to a file that others can read', () => {
    for (const block of blocks) {
      expect(block).not.toMatch(/_KEY=\S|(printf|echo).*[kK]ey/);
      for (const line of (block ?? '').split('\n').filter((line) => line.includes('> key.json'))) {
        expect(line).toContain('(umask 077; cat > key.json)');
      }
    }
  });

  it('run only existing scripts', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const asked = blocks.flatMap((block) =>
      [...(block ?? '').matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name]) => name),
    );
    for (const name of asked) expect(Object.keys(scripts)).toContain(name);
  });
});
