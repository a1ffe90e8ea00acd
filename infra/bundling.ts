/** How the function is bundled: one small CommonJS file without code that a snapshot never runs. */
import { join } from 'node:path';
import { type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const PROJECT = join(__dirname, '..');

/** The stub for a part of the SDK that is not used on Lambda. */
const sdkStub = (part: string) => join(PROJECT, 'functions/snapshot/sdk-stubs', `${part}.ts`);

/**
 * Entry point and bundling of the snapshot function. It must not import dynamically: esbuild then wraps all shared modules
 * for lazy initialization, which made the asset and its start time a fifth larger.
 */
export const SNAPSHOT_CODE = {
  projectRoot: PROJECT,
  depsLockFilePath: join(PROJECT, 'package-lock.json'),
  entry: join(PROJECT, 'functions/snapshot/handler.ts'),
  handler: 'handler',
  bundling: {
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
  },
} satisfies NodejsFunctionProps;
