/** The CLI as ops run it: with no account, no network and no setting of AWS at hand. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'synth-'));
});
afterAll(() => rm(home, { recursive: true }));

async function cdkSynth(...args: string[]) {
  const outdir = join(home, 'cdk.out');
  const cdk = join(require.resolve('aws-cdk/package.json'), '..', 'bin', 'cdk');
  const child = spawn(process.execPath, [cdk, 'synth', '--quiet', '--output', outdir, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      // Whoever wanted to reach the network would be refused.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, said, outdir };
}

describe('cdk synth', () => {
  it('needs no account and no network', async () => {
    const { code, said, outdir } = await cdkSynth('-c', 'alarmEmails=[]');

    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
    expect(await readdir(outdir)).toContain('BalanceSnapshots.template.json');
  }, 120_000);

  it('refuses more resources than CloudFormation takes in one sentence, without a stack trace', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => ({ id: `account-${i}` }));
    const emails = Array.from({ length: 60 }, (_, i) => `ops-${i}@example.com`);
    const settings = [
      `accounts=${JSON.stringify(ids)}`,
      `alarmEmails=${JSON.stringify(emails)}`,
      'egress=nat',
    ];

    const { code, said } = await cdkSynth(...settings.flatMap((setting) => ['-c', setting]));

    expect(code).not.toBe(0);
    expect(said).toContain(
      'A stack must have at most 500 resources, got 502 from 40 accounts, 60 alarmEmails and',
    );
    expect(said).not.toMatch(/^\s+at /m);
  }, 120_000);

  it('refuses a wrong setting in one sentence, without a stack trace', async () => {
    const { code, said } = await cdkSynth('-c', 'egres=nat');

    expect(code).not.toBe(0);
    expect(said).toContain('Setting egres is unknown; the nearest known one is egress.\n');
    expect(said).not.toMatch(/^\s+at /m);
  }, 60_000);
});
