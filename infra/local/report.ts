/** `npm run report`: the report command, with `--local` for a history on this machine. */
import { runReport } from '../../functions/report/main';
import { openLocal } from './open-history';

const { argv, stdout, stderr } = process;
void runReport({ argv, stdout, stderr, now: Date.now, openLocal }).then((code) => process.exit(code));
