/** A command that is interrupted aborts its work and exits with the code of the signal. */
import { Interrupted, listenForSignals } from '../../../functions/cli/signals';

const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s rejects the pending work, aborts requests and ends with %i', async (signal, exitCode) => {
  const before = listeners();
  const interruption = listenForSignals();
  const pending = interruption.orInterrupted(new Promise(() => {}));

  process.emit(signal, signal);

  await expect(pending).rejects.toMatchObject({ name: 'Interrupted', exitCode });
  expect(interruption.signal.reason).toBeInstanceOf(Interrupted);
  expect(listeners()).toEqual(before);
});

it('work without a signal has its result, and closing stops listening', async () => {
  const before = listeners();
  const interruption = listenForSignals();

  await expect(interruption.orInterrupted(Promise.resolve(7))).resolves.toBe(7);
  expect(interruption.signal.aborted).toBe(false);
  interruption.close();
  interruption.end();

  expect(listeners()).toEqual(before);
  expect(interruption.signal.aborted).toBe(true);
});
