/** Checks requests in a fixed order, as the exchange does; the first failed check determines the response. */

import {
  ENDPOINTS,
  type FakeAccount,
  type PublicEndpoint,
  type RightsOptions,
  type SignedEndpoint,
  uidOf,
} from './endpoints';
import { errorLimiter } from './error-limit';
import { type RateLimit, rateLimiter } from './rate-limit';
import { ERRORS, type ErrorResponse, hasRight, READ_ONLY, whitelistError } from './responses';
import { findSignatureError } from './signature-check';

export type CheckOptions = RightsOptions & {
  /** Overrides each path's own limit. */
  rateLimit?: RateLimit;
  /** A limit of each path by address, as some documents suggest. */
  ipRateLimit?: RateLimit;
};

/** The parts of a request that are checked. */
export type CheckedRequest = {
  path: string;
  /** The raw text after the `?`. */
  query: string;
  apiKey: string | undefined;
  address: string;
  /** The exchange's clock: epoch ms. */
  at: number;
};

export type CheckResult = {
  refusal?: ErrorResponse;
  headers?: Record<string, string>;
  /** A mistake of the client that the exchange might accept. */
  violation?: string;
};

/** Parameters of every signed request. */
const COMMON_PARAMETERS = ['timestamp', 'recvWindow', 'signature'];

export function createChecks(options: CheckOptions) {
  const limiters = new Map(
    Object.entries(ENDPOINTS).flatMap(([path, endpoint]) =>
      endpoint.access === 'signed' ? [[path, rateLimiter(options.rateLimit ?? endpoint.limit)] as const] : [],
    ),
  );
  const limitByAddress = options.ipRateLimit && rateLimiter(options.ipRateLimit);
  const errors = errorLimiter();

  function checkSigned(
    endpoint: SignedEndpoint,
    account: FakeAccount | undefined,
    request: CheckedRequest,
  ): CheckResult {
    const { path, query, address, at } = request;
    if (!account) return { refusal: ERRORS.apiKeyIncorrect };
    const signatureError = findSignatureError(query, account.secretKey, at);
    if (signatureError) return { refusal: signatureError };
    if (account.whitelist && !account.whitelist.includes(address)) {
      return { refusal: whitelistError(address) };
    }
    const missing = endpoint
      .rights(options)
      .find((right) => !hasRight(account.permissions ?? READ_ONLY, right));
    if (missing) return { refusal: endpoint.denied(missing) };
    const allowance = limiters.get(path)?.(uidOf(account), at);
    const isAllowed =
      allowance?.allowed !== false && limitByAddress?.(`${address} ${path}`, at).allowed !== false;
    if (!isAllowed) return { refusal: endpoint.limited, headers: allowance?.headers };
    const violation = unknownParameter(endpoint, query);
    return { headers: allowance?.headers, ...(violation && { refusal: endpoint.invalid, violation }) };
  }

  return {
    /** A caller that repeats the same error is banned from the endpoint. */
    signed(endpoint: SignedEndpoint, account: FakeAccount | undefined, request: CheckedRequest): CheckResult {
      const { path, address, at } = request;
      const caller = `${account ? uidOf(account) : address} ${path}`;
      const ban = errors.banOf(caller, at);
      if (ban) return { refusal: ban };
      const result = checkSigned(endpoint, account, request);
      return result.refusal ? { ...result, refusal: errors.count(caller, result.refusal, at) } : result;
    },
    public: checkPublic,
  };
}

function checkPublic(endpoint: PublicEndpoint, { query, apiKey }: CheckedRequest): CheckResult {
  const parameters = new URLSearchParams(query);
  if (endpoint.refusesKey && (apiKey !== undefined || parameters.has('signature'))) {
    const violation = 'A request to a public path has a key or a signature.';
    return { refusal: { code: 100400, msg: violation }, violation };
  }
  if (endpoint.needsTimestamp && !/^\d{13}$/.test(parameters.get('timestamp') ?? '')) {
    return { refusal: { code: 100400, msg: 'timestamp is required' } };
  }
  return {};
}

function unknownParameter({ parameters }: SignedEndpoint, query: string): string | undefined {
  for (const [name, value] of new URLSearchParams(query)) {
    const isKnown =
      COMMON_PARAMETERS.includes(name) || (Object.hasOwn(parameters, name) && parameters[name]?.(value));
    if (!isKnown) return `The parameter ${name}=${value} is undocumented.`;
  }
  return undefined;
}
