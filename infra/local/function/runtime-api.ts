/**
 * The Lambda Runtime API of one sandbox: gives invocations to the runtime and receives its responses.
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
  /** Offset of a settable clock: ms. */
  clockShiftMs?: number;
};

export type RuntimeError = { errorType: string; errorMessage: string; trace?: string[] };

/** What the function returned, or how it failed. */
export type Result = { kind: 'returned'; payload: unknown } | { kind: 'failed'; error: RuntimeError };

export type RuntimeApi = {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  address: string;
  /** Sent with each request of the sandbox in the header `sandbox-token`. */
  token: string;
  /** Gives the invocation to the runtime when it asks for the next one; resolves with its result. */
  invoke(invocation: Invocation): Promise<Result>;
  stop(): Promise<void>;
};

/**
 * The Runtime API is not signed, and every user of this machine can connect to its port. native-client.cjs repeats the name.
 */
const TOKEN_HEADER = 'sandbox-token';

const INVOCATION = /^\/2018-06-01\/runtime\/invocation\/(?:(next)|([^/]+)\/(response|error))$/;
const INIT_ERROR = '/2018-06-01/runtime/init/error';

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const token = createToken();
  let pendingNext: ServerResponse | undefined;
  let current:
    | { invocation: Invocation; isDelivered: boolean; resolve: (result: Result) => void }
    | undefined;
  let initError: RuntimeError | undefined;

  function deliver() {
    if (!current) return;
    if (initError) {
      current.resolve({ kind: 'failed', error: initError });
      current = undefined;
    } else if (pendingNext && !current.isDelivered) {
      current.isDelivered = true;
      pendingNext.writeHead(200, invocationHeaders(current.invocation));
      pendingNext.end(JSON.stringify(current.invocation.event));
      pendingNext = undefined;
    }
  }

  const { port, server, stop } = await listen(async (request, response) => {
    if (!isToken(request.headers[TOKEN_HEADER], token)) {
      response.writeHead(403, { connection: 'close' }).end();
      return;
    }
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    const [, next, requestId, resultKind] = INVOCATION.exec(request.url ?? '') ?? [];
    if (next) {
      pendingNext = response;
      deliver();
      return;
    }
    if (request.url === INIT_ERROR) {
      initError = JSON.parse(body.toString());
      deliver();
    } else if (resultKind && current?.invocation.requestId === requestId) {
      const payload = JSON.parse(body.toString());
      current?.resolve(
        resultKind === 'response' ? { kind: 'returned', payload } : { kind: 'failed', error: payload },
      );
      current = undefined;
    }
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end('{"status":"OK"}');
  });
  // The runtime exits when a connection closes: idle ones must stay open.
  server.keepAliveTimeout = 0;

  return {
    address: `127.0.0.1:${port}`,
    token,
    invoke(invocation) {
      if (current) throw new Error('A sandbox runs one invocation at a time.');
      return new Promise((resolve) => {
        current = { invocation, isDelivered: false, resolve };
        deliver();
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
