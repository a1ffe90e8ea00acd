/** Faults of Secrets Manager and of the secret's content. */
import { captures, deliver, during, type Fault, failsAs } from './fault';

const becomes =
  (text: (key: { apiKey: string; secretKey: string }) => string): Fault['happens'] =>
  (world, account) => {
    const key = world.keyOf(account);
    if (key) world.secrets.set(world.secretOf(account), { text: text(key) });
    return deliver(world, account);
  };

export const SECRET_FAULTS: Fault[] = [
  {
    fault: 'The secret does not exist',
    happens(world, account) {
      world.secrets.delete(world.secretOf(account));
      return deliver(world, account);
    },
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The function may not read the secret',
    happens: during({ secrets: ['denied'] }),
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The secret is marked for deletion',
    happens: during({ secrets: ['being deleted'] }),
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The secret cannot be decrypted',
    happens: during({ secrets: ['undecryptable'] }),
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The secret still has its placeholders',
    happens: becomes(() => '{"apiKey":"REPLACE_ME","secretKey":"REPLACE_ME"}'),
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The secret is truncated within its key',
    happens: becomes(({ apiKey }) => `{"apiKey":"${apiKey}`),
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The secret lacks one of its two keys',
    happens: becomes(({ apiKey }) => JSON.stringify({ apiKey })),
    expected: failsAs('credentials-missing', 0),
  },
  {
    fault: 'The keys were pasted with spaces and line breaks',
    happens: becomes(({ apiKey, secretKey }) =>
      JSON.stringify({ apiKey: ` ${apiKey}\n`, secretKey: `\t${secretKey}\r\n` }),
    ),
    expected: captures(1),
  },
  {
    fault: 'The key has a character that is not allowed in an HTTP header',
    happens: becomes(({ apiKey, secretKey }) => JSON.stringify({ apiKey: `${apiKey}…`, secretKey })),
    expected: failsAs('credentials-rejected', 0),
  },
  {
    fault: 'Secrets Manager throttles twice',
    happens: during({ secrets: ['throttled', 'throttled'] }),
    expected: captures(1),
  },
  {
    fault: 'Secrets Manager is unavailable',
    happens: during({ secrets: ['unreached', 'internal error', 'unreached'] }),
    expected: failsAs('credentials-unavailable', 0),
  },
  {
    fault: 'The key and the secret were rotated while a sandbox had the old key cached',
    async happens(world, account) {
      await world.deliver({ account, slot: '2026-11-22T05:59:00Z' });
      world.rotateKey(account);
      world.fillSecret(account);
      return deliver(world, account);
    },
    expected: captures(2),
  },
  {
    fault: 'The key was rotated without the secret',
    async happens(world, account) {
      await world.deliver({ account, slot: '2026-11-22T05:59:00Z' });
      world.rotateKey(account);
      return deliver(world, account);
    },
    expected: failsAs('credentials-rejected', 1),
  },
  {
    fault:
      'The key and the secret were rotated, and Secrets Manager is unavailable when the secret is read again',
    async happens(world, account) {
      await world.deliver({ account, slot: '2026-11-22T05:59:00Z' });
      world.rotateKey(account);
      world.fillSecret(account);
      return deliver(world, account, { secrets: ['unreached', 'unreached', 'unreached'] });
    },
    expected: failsAs('credentials-rejected', 1),
  },
];
