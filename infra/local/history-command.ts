/** `npm run history`: export and import, with `--local` for a history on this machine. */
import { runHistory } from '../../functions/backup/main';
import { openLocal } from './open-history';

// Balances are private: neither the exported file nor a new local folder may be read by others.
process.umask(0o077);
const { argv, stdout, stderr } = process;
void runHistory({ argv, stdout, stderr, now: Date.now, openLocal }).then((code) => process.exit(code));
