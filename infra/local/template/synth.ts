/** Writes the cloud assembly to the folder of the first argument; `synthesize` runs it in a process of its own. */
import { createSnapshotApp } from '../../snapshot-app';

const [outdir, context = '{}'] = process.argv.slice(2);

try {
  createSnapshotApp({ outdir, context: JSON.parse(context) }).synth();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
