/** The settings in the function's environment. */
import { readEnvironment } from '../../../functions/snapshot/environment';

describe('the settings', () => {
  it('default to the real exchange and unlimited retention', () => {
    expect(readEnvironment({ TABLE_NAME: 'History' })).toEqual({
      tableName: 'History',
      bingxBaseUrl: 'https://open-api.bingx.com',
    });
  });

  it('may set another exchange and a retention', () => {
    const env = {
      TABLE_NAME: 'History',
      BINGX_BASE_URL: 'http://127.0.0.1:1234',
      RETENTION_DAYS: '400',
      STACK_NAME: 'OtherSnapshots',
    };

    expect(readEnvironment(env)).toEqual({
      tableName: 'History',
      bingxBaseUrl: 'http://127.0.0.1:1234',
      retentionDays: 400,
      stackName: 'OtherSnapshots',
    });
  });

  it.each([
    [{}, 'TABLE_NAME must be the name of the history table, got nothing.'],
    [
      { TABLE_NAME: 'History', RETENTION_DAYS: '1.5' },
      'RETENTION_DAYS must be a number of days, an integer of at least 1, got "1.5".',
    ],
    [
      { TABLE_NAME: 'History', RETENTION_DAYS: '0' },
      'RETENTION_DAYS must be a number of days, an integer of at least 1, got "0".',
    ],
  ])('are rejected with the name of the variable: %j', (env, why) => {
    expect(() => readEnvironment(env)).toThrow(why);
  });
});
