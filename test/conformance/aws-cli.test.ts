/** The AWS CLI knows each option of the documented commands. They reach no service: nothing listens at the endpoint. */
import { RECORDED_PAGES, recordCommands } from '../documentation/recorded-commands';
import { DYNAMODB_ENDPOINT } from '../support/dynamodb';
import { awsCli, hasAwsCli } from './aws-cli';

const NOBODY = 'http://127.0.0.1:1';
/** Of a command line that the CLI does not accept. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html */
const USAGE_ERROR = 252;

/** Options that are newer than the CLI of Debian 12; RUNBOOK.md says so. */
const NEWER = /--(no-)?deletion-protection-enabled/;

/** One command of each form: service, operation, and names of options. */
const forms = new Map(
  RECORDED_PAGES.flatMap((page) => recordCommands(page))
    .filter(([program]) => program === 'aws')
    .map(([, ...args]) => [args.filter((arg, i) => i < 2 || arg.startsWith('--')).join(' '), args]),
);

// Part of the conformance run: the CLI takes a second for each.
const itWithCli = DYNAMODB_ENDPOINT && hasAwsCli ? it : it.skip;

itWithCli.each([...forms].filter(([form]) => !NEWER.test(form)))('accepts aws %s', (_, args) => {
  const { status, stderr } = awsCli(args, NOBODY);

  expect([status === USAGE_ERROR, stderr]).toEqual([false, expect.not.stringContaining('Unknown options')]);
});

it('is installed where CI runs', () => {
  if (process.env.CI && DYNAMODB_ENDPOINT) expect(hasAwsCli).toBe(true);
});
