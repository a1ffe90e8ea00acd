/** `npm run replay`: the replay command, with `--local` for a history on this machine. */
import { runReplay } from '../../functions/replay/main';
import { openLocal } from './open-history';

const { argv, stdin, stdout, stderr } = process;
void runReplay({ argv, stdin, stdout, stderr, now: Date.now, openLocal }).then((code) => process.exit(code));
