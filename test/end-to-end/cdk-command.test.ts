/** The CDK CLI without an AWS account, a network or AWS settings. */
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
      // Any network access would fail.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_EC2_METADATA_DISABLED: 'true',
      // The validators take ten seconds to load, and validation.test.ts runs them.
      CDK_VALIDATION: 'false',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, output, outdir };
}

describe('cdk synth', () => {
  it('needs no account and no network', async () => {
    const { code, output, outdir } = await cdkSynth('-c', 'alarmEmails=[]');

    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(await readdir(outdir)).toContain('BalanceSnapshots.template.json');
  }, 120_000);

  it('rejects more resources than CloudFormation allows in one sentence, without a stack trace', async () => {
    const ids = Array.from({ length: 230 }, (_, i) => ({ id: `account-${i}` }));
    const emails = Array.from({ length: 60 }, (_, i) => `ops-${i}@example.com`);
    const settings = [
      `accounts=${JSON.stringify(ids)}`,
      `alarmEmails=${JSON.stringify(emails)}`,
      'egress=nat',
    ];

    const { code, output } = await cdkSynth(...settings.flatMap((setting) => ['-c', setting]));

    expect(code).not.toBe(0);
    expect(output).toMatch(
      /A stack must have at most 500 resources, got \d+: 230 accounts, 230 secrets, 60 alarmEmails, egress nat\./,
    );
    expect(output).not.toMatch(/^\s+at /m);
  }, 120_000);

  it('rejects a wrong setting in one sentence, without a stack trace', async () => {
    const { code, output } = await cdkSynth('-c', 'egres=nat');

    expect(code).not.toBe(0);
    expect(output).toContain('Setting egres is unknown; the nearest known one is egress.\n');
    expect(output).not.toMatch(/^\s+at /m);
  }, 60_000);
});
