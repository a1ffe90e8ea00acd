/** How the function is bundled: one small CommonJS file, with nothing in it that a snapshot never runs. */
import { join } from 'node:path';
import { type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const PROJECT = join(__dirname, '..');

/** What stands in for a part of the SDK that a function on Lambda has no use for. */
const onLambda = (part: string) => join(PROJECT, 'functions/snapshot/sdk-stubs', `${part}.ts`);

/**
 * What the function is made of. Nothing that it imports may be imported dynamically: esbuild keeps all modules that both
 * sides share apart then, lazily started and whole, which made the asset a fifth larger and its start a fifth slower.
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
    // The SDK goes into the bundle: what was tested is what runs, whatever version Lambda carries. All but its event
    // streams, which no call of ours uses: the SDK imports them dynamically.
    externalModules: ['@smithy/core/event-streams'],
    esbuildArgs: {
      '--alias:@aws-sdk/credential-provider-node': onLambda('credential-provider-node'),
      '--alias:@aws-sdk/middleware-endpoint-discovery': onLambda('endpoint-discovery'),
      '--alias:node:fs/promises': onLambda('config-files'),
    },
  },
} satisfies NodejsFunctionProps;
