/**
 * Preloaded into a sandbox: answers for `rapid-client.node`, the native half of AWS's runtime client, which is built by
 * an install script and so is not there. It speaks the Runtime API over HTTP: next, done (a response), error.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const http = require('node:http');
const Module = require('node:module');

/** What runtime-api.ts knows this sandbox by. The function's environment is as on Lambda: without it. */
const token = { 'sandbox-token': process.env.SANDBOX_TOKEN ?? '' };
delete process.env.SANDBOX_TOKEN;

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {http.OutgoingHttpHeaders} [headers]
 * @returns {Promise<{ headers: http.IncomingHttpHeaders, bodyJson: string }>}
 */
function call(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      hostname,
      port,
      method,
      headers: { ...headers, ...token },
      path: `/2018-06-01/runtime/invocation/${path}`,
    };
    http
      .request(options, (response) => {
        let bodyJson = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          bodyJson += chunk;
        });
        response.on('end', () => resolve({ headers: response.headers, bodyJson }));
      })
      // Whoever started the sandbox is gone, whatever the function is at: so is the sandbox.
      .on('socket', (socket) => socket.listenerCount('close', gone) || socket.on('close', gone))
      .on('error', reject)
      .end(body);
  });
}

const gone = () => process.exit(0);

/**
 * Lambda's own last line of an invocation, on both streams: what stands before it belongs to the invocation.
 * @param {string} requestId
 */
function end(requestId) {
  process.stderr.write(`END RequestId: ${requestId}\n`);
  process.stdout.write(`END RequestId: ${requestId}\n`);
}

const nativeClient = {
  async next() {
    const invocation = await call('GET', 'next');
    // There where the sandbox has a clock that can be set: see clock.cjs.
    const setClock = Reflect.get(globalThis, Symbol.for('sandbox.setClock'));
    if (setClock) setClock(Number(invocation.headers['sandbox-clock-shift-ms'] ?? 0));
    return invocation;
  },
  /** @type {(requestId: string, bodyJson: string) => void} */
  done(requestId, bodyJson) {
    end(requestId);
    call('POST', `${requestId}/response`, bodyJson);
  },
  /** @type {(requestId: string, bodyJson: string, xrayJson: string) => void} */
  error(requestId, bodyJson, xrayJson) {
    end(requestId);
    call('POST', `${requestId}/error`, bodyJson, { 'lambda-runtime-function-xray-error-cause': xrayJson });
  },
};

// The runtime client sends the error of a function that cannot be loaded by itself, and knows of no token.
const INIT_ERROR = '/2018-06-01/runtime/init/error';
const { request } = http;
Reflect.set(http, 'request', (/** @type {http.RequestOptions} */ options, /** @type {never[]} */ ...rest) => {
  const isInitError = options?.path === INIT_ERROR && String(options.port) === port;
  return request(isInitError ? { ...options, headers: { ...options.headers, ...token } } : options, ...rest);
});
Module.syncBuiltinESMExports();

// A hook into loading rather than a file put beside the client: node_modules stay as they were installed.
const load = Reflect.get(Module, '_load');
Reflect.set(Module, '_load', (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request === './rapid-client.node' ? nativeClient : load.call(Module, request, ...rest),
);
