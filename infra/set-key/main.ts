/** What `npm run set-key` starts. */
import { runSetKey } from './set-keys';

void runSetKey(process).then((code) => process.exit(code));
