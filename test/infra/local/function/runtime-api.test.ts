/** The Runtime API of a sandbox gives events to that sandbox only, and accepts responses from it only. */
import { type RuntimeApi, startRuntimeApi } from '../../../../infra/local/function/runtime-api';
import { askAsStranger } from '../../../support/foreign-process';

const INVOCATION = {
  requestId: 'request-1',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Probe',
  event: { account: 'main' },
  deadline: 0,
};
const NEXT = '/2018-06-01/runtime/invocation/next';
const RESPONSE = '/2018-06-01/runtime/invocation/request-1/response';

let api: RuntimeApi;
beforeEach(async () => {
  api = await startRuntimeApi();
});
afterEach(() => api.stop());

const port = () => Number(api.address.split(':')[1]);

it.each([
  ['no token', {}],
  ['another token', { 'sandbox-token': '0'.repeat(64) }],
])('refuses another user with %s', async (_what, headers: object) => {
  const result = api.invoke(INVOCATION);
  const token = { 'sandbox-token': api.token };

  const responses = await askAsStranger(
    [
      { path: NEXT },
      { path: RESPONSE, body: '1' },
      { path: '/2018-06-01/runtime/init/error', body: '{}' },
    ].map((request) => ({ ...request, port: port(), headers: { ...headers } })),
  );
  const event = await fetch(`http://${api.address}${NEXT}`, { headers: token });
  await fetch(`http://${api.address}${RESPONSE}`, { method: 'POST', headers: token, body: '"the answer"' });

  expect(responses).toEqual(['403 ', '403 ', '403 ']);
  expect(await event.json()).toEqual(INVOCATION.event);
  expect(await result).toEqual({ kind: 'returned', payload: 'the answer' });
});
