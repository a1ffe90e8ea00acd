/** The entry point of `cdk`; a wrong setting is reported in one sentence, without a stack trace. */
import { InvalidConfig } from './config';
import { createPrivateFolder } from './private-folder';
import { createSnapshotApp } from './snapshot-app';

try {
  const app = createSnapshotApp();
  createPrivateFolder(app.outdir);
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
