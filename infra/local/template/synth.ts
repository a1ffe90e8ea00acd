/** Run in a process of its own by `synthesize`: writes the cloud assembly to the folder that it is told. */
import { createSnapshotApp } from '../../snapshot-app';

const [outdir, context = '{}'] = process.argv.slice(2);

try {
  createSnapshotApp({ outdir, context: JSON.parse(context) }).synth();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
