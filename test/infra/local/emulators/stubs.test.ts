/** Responses that tests set in the place of an emulator's own. */
import { createStubs } from '../../../../infra/local/emulators/stubs';

it('gives queued responses once each, then the permanent one', () => {
  const stubs = createStubs<string>();
  stubs.stubAlways('read', 'always');
  stubs.stub('read', 'first', undefined, 'third');

  expect([1, 2, 3, 4, 5].map(() => stubs.take('read'))).toEqual([
    'first',
    undefined,
    'third',
    'always',
    'always',
  ]);
  expect(stubs.take('write')).toBeUndefined();
});

it('removes what is still queued, and no permanent response', () => {
  const stubs = createStubs<string>();
  stubs.stubAlways('read', 'always');
  stubs.stub('read', 'first', 'second');
  stubs.stub('write', 'first');
  stubs.take('read');

  stubs.unstub('read');

  expect([stubs.take('read'), stubs.take('write')]).toEqual(['always', 'first']);
});
