/**
 * The Lambda Runtime API for one sandbox: hands invocations to the runtime as it asks for them and takes its answers.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import type { ServerResponse } from 'node:http';
import { listen, readBody } from '../emulators/listen';
import { createToken, isToken } from '../emulators/token';

type Invocation = {
  requestId: string;
  functionArn: string;
  event: unknown;
  /** Epoch ms, on the sandbox's clock. */
  deadline: number;
  /** How far the sandbox's clock is to be off, where it can be set: ms. */
  clockShiftMs?: number;
};

export type RuntimeError = { errorType: string; errorMessage: string; trace?: string[] };

type Answer = { kind: 'returned'; payload: unknown } | { kind: 'failed'; error: RuntimeError };

export type RuntimeApi = {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  address: string;
  /** What the sandbox sends with each request, in the header `TOKEN_HEADER`. */
  token: string;
  /** Hands out an invocation as soon as the runtime asks; resolves with its answer, if one ever comes. */
  hand(invocation: Invocation): Promise<Answer>;
  stop(): Promise<void>;
};

/**
 * The Runtime API is not signed, and its port is open to every user of this machine: an event or a false answer is for the
 * sandbox alone. native-client.cjs names the header once more.
 */
const TOKEN_HEADER = 'sandbox-token';

const INVOCATION = /^\/2018-06-01\/runtime\/invocation\/(?:(next)|([^/]+)\/(response|error))$/;
const INIT_ERROR = '/2018-06-01/runtime/init/error';

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const token = createToken();
  let asking: ServerResponse | undefined;
  let current: { invocation: Invocation; handed: boolean; resolve: (answer: Answer) => void } | undefined;
  let initError: RuntimeError | undefined;

  function settle() {
    if (!current) return;
    if (initError) {
      current.resolve({ kind: 'failed', error: initError });
      current = undefined;
    } else if (asking && !current.handed) {
      current.handed = true;
      asking.writeHead(200, invocationHeaders(current.invocation));
      asking.end(JSON.stringify(current.invocation.event));
      asking = undefined;
    }
  }

  const { port, server, stop } = await listen(async (request, response) => {
    if (!isToken(request.headers[TOKEN_HEADER], token)) {
      response.writeHead(403, { connection: 'close' }).end();
      return;
    }
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    const [, next, requestId, answer] = INVOCATION.exec(request.url ?? '') ?? [];
    if (next) {
      asking = response;
      settle();
      return;
    }
    if (request.url === INIT_ERROR) {
      initError = JSON.parse(body.toString());
      settle();
    } else if (answer && current?.invocation.requestId === requestId) {
      const payload = JSON.parse(body.toString());
      current?.resolve(
        answer === 'response' ? { kind: 'returned', payload } : { kind: 'failed', error: payload },
      );
      current = undefined;
    }
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end('{"status":"OK"}');
  });
  // The runtime takes a closed connection for our end: an idle one has to stay.
  server.keepAliveTimeout = 0;

  return {
    address: `127.0.0.1:${port}`,
    token,
    hand(invocation) {
      if (current) throw new Error('a sandbox takes one invocation at a time');
      return new Promise((resolve) => {
        current = { invocation, handed: false, resolve };
        settle();
      });
    },
    stop,
  };
}

const invocationHeaders = ({ requestId, functionArn, deadline, clockShiftMs }: Invocation) => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': requestId,
  'lambda-runtime-deadline-ms': String(deadline),
  'lambda-runtime-invoked-function-arn': functionArn,
  'lambda-runtime-trace-id': `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
  ...(clockShiftMs === undefined ? {} : { 'sandbox-clock-shift-ms': String(clockShiftMs) }),
});
