/** The progress bar: on a terminal only, and only for long work. */
import { createProgress } from '../../../functions/cli/progress';
import { collect } from '../../support/run-report';

/** A terminal, or none, and a clock that is set by hand. */
async function surroundings(isTTY: boolean) {
  const { chunks, stream } = collect();
  const clock = { now: 1_000_000 };
  Object.assign(stream, {
    isTTY,
    columns: 80,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  return {
    progress: await createProgress(stream, () => clock.now),
    clock,
    written: () => Buffer.concat(chunks).toString(),
  };
}

describe('the progress bar', () => {
  it('shows the progress of a long read', async () => {
    const { progress, clock, written } = await surroundings(true);

    progress.at(0.1);
    clock.now += 700;
    progress.at(0.5);
    progress.stop();

    expect(written()).toContain('50%');
  });

  it('is not shown for a short read', async () => {
    const { progress, clock, written } = await surroundings(true);

    clock.now += 300;
    progress.at(0.9);
    progress.stop();

    expect(written()).toBe('');
  });

  it('is not shown where standard error is no terminal', async () => {
    const { progress, clock, written } = await surroundings(false);

    clock.now += 5000;
    progress.at(0.5);
    progress.stop();

    expect(written()).toBe('');
  });

  it('restores the terminal: lines wrap again, and no line remains', async () => {
    const { progress, clock, written } = await surroundings(true);

    clock.now += 5000;
    for (const share of [0.2, 0.5, 1]) progress.at(share);
    progress.stop();

    // The control sequences that turn the wrapping of long lines off and on.
    const [off, on] = ['\u001b[?7l', '\u001b[?7h'].map((code) => written().split(code).length - 1);
    expect(off).toBe(on);
    expect(written()).not.toContain('\n');
  });

  it('listens for no signal once the reading is over', async () => {
    const listening = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
    const before = listening();
    const { progress, clock } = await surroundings(true);

    clock.now += 5000;
    for (const share of [0.2, 0.5, 1]) progress.at(share);
    progress.stop();

    expect(listening()).toEqual(before);
  });
});
