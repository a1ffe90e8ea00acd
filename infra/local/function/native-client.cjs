/**
 * Preloaded into a sandbox: replaces `rapid-client.node`, the native part of AWS's runtime client, which an install script
 * would build. It implements the Runtime API over HTTP: next, done (a response), error.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const http = require('node:http');
const Module = require('node:module');

/** Authenticates this sandbox to runtime-api.ts. Removed from the environment, which is then as on Lambda. */
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
      // The process that started the sandbox has ended: end the sandbox, too.
      .on('socket', (socket) => socket.listenerCount('close', exit) || socket.on('close', exit))
      .on('error', reject)
      .end(body);
  });
}

const exit = () => process.exit(0);

/**
 * Prints Lambda's last line of an invocation to both streams: all output before it belongs to the invocation.
 * @param {string} requestId
 */
function printEnd(requestId) {
  process.stderr.write(`END RequestId: ${requestId}\n`);
  process.stdout.write(`END RequestId: ${requestId}\n`);
}

const nativeClient = {
  async next() {
    const invocation = await call('GET', 'next');
    // Defined if the sandbox has a settable clock: see clock.cjs.
    const setClock = Reflect.get(globalThis, Symbol.for('sandbox.setClock'));
    if (setClock) setClock(Number(invocation.headers['sandbox-clock-shift-ms'] ?? 0));
    return invocation;
  },
  /** @type {(requestId: string, bodyJson: string) => void} */
  done(requestId, bodyJson) {
    printEnd(requestId);
    call('POST', `${requestId}/response`, bodyJson);
  },
  /** @type {(requestId: string, bodyJson: string, xrayJson: string) => void} */
  error(requestId, bodyJson, xrayJson) {
    printEnd(requestId);
    call('POST', `${requestId}/error`, bodyJson, { 'lambda-runtime-function-xray-error-cause': xrayJson });
  },
};

// The runtime client itself reports a function that cannot be loaded, without the token.
const INIT_ERROR = '/2018-06-01/runtime/init/error';
const { request } = http;
Reflect.set(http, 'request', (/** @type {http.RequestOptions} */ options, /** @type {never[]} */ ...rest) => {
  const isInitError = options?.path === INIT_ERROR && String(options.port) === port;
  return request(isInitError ? { ...options, headers: { ...options.headers, ...token } } : options, ...rest);
});
Module.syncBuiltinESMExports();

// A loader hook leaves node_modules as installed.
const load = Reflect.get(Module, '_load');
Reflect.set(Module, '_load', (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request === './rapid-client.node' ? nativeClient : load.call(Module, request, ...rest),
);
