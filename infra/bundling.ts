/** How the functions are bundled: each as one small CommonJS file without the parts of the SDK that Lambda does not use. */
import { join } from 'node:path';
import { type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const PROJECT = join(__dirname, '..');

/** The stub for a part of the SDK that is not used on Lambda. */
const sdkStub = (part: string) => join(PROJECT, 'functions/snapshot/sdk-stubs', `${part}.ts`);

const CODE = {
  projectRoot: PROJECT,
  depsLockFilePath: join(PROJECT, 'package-lock.json'),
  handler: 'handler',
};

/**
 * The functions must not import dynamically: esbuild then wraps all shared modules for lazy initialization, which made the
 * snapshot function's asset and its start time a fifth larger.
 */
const BUNDLING = {
  format: OutputFormat.CJS,
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  // The SDK is bundled, so that the tested version is the deployed one. Its event streams are left out: they are
  // imported dynamically and no call uses them.
  externalModules: ['@smithy/core/event-streams'],
  esbuildArgs: {
    '--alias:@aws-sdk/credential-provider-node': sdkStub('credential-provider-node'),
    '--alias:@aws-sdk/middleware-endpoint-discovery': sdkStub('endpoint-discovery'),
    '--alias:node:fs/promises': sdkStub('config-files'),
  },
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    // Without the declared format, Node compiles the asset to find it out: 3% of a cold run. Node writes it, as the quotes
    // of `echo` differ between shells.
    afterBundling: (_source: string, output: string) => [
      `node --eval "fs.writeFileSync(process.argv[1], JSON.stringify({ type: 'commonjs' }))" "${output}/package.json"`,
    ],
  },
};

export const SNAPSHOT_CODE = {
  ...CODE,
  entry: join(PROJECT, 'functions/snapshot/handler.ts'),
  bundling: BUNDLING,
} satisfies NodejsFunctionProps;

export const MONITOR_CODE = {
  ...CODE,
  entry: join(PROJECT, 'functions/monitor/handler.ts'),
  bundling: BUNDLING,
} satisfies NodejsFunctionProps;
