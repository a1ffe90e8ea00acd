/** What `cdk` runs: a wrong setting is one sentence, without a stack trace. */
import { InvalidConfig } from './config';
import { snapshotApp } from './snapshot-app';

try {
  snapshotApp().synth();
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
