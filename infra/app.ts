/** What `cdk` runs: a wrong setting is one sentence, without a stack trace. */
import { InvalidConfig } from './config';
import { createPrivateFolder } from './private-folder';
import { snapshotApp } from './snapshot-app';

try {
  const app = snapshotApp();
  createPrivateFolder(app.outdir);
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
