/** The AWS CLI of this machine, version 2. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ENGINE_CREDENTIALS } from '../support/dynamodb';

/** Debian's package first: another version may come before it in PATH. */
const PROGRAM = ['/usr/bin/aws', '/usr/local/bin/aws'].find(existsSync) ?? 'aws';

const version = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' }).stdout;
/** The documented commands are those of version 2. */
export const hasAwsCli = version?.startsWith('aws-cli/2.') ?? false;

/** Runs one command against `endpoint`, without any configuration of the machine. */
export const awsCli = (args: readonly string[], endpoint: string) =>
  spawnSync(PROGRAM, ['--endpoint-url', endpoint, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: ENGINE_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ENGINE_CREDENTIALS.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
