/** What `cdk` runs. */
import { snapshotApp } from './snapshot-app';

snapshotApp().synth();
