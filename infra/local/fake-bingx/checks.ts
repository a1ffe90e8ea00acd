/** What the fake checks before it answers, in a fixed order: the first check that fails is the answer. */

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
import { signatureFault } from './signature-check';

export type CheckOptions = RightsOptions & {
  /** In place of each path's own limit. */
  rateLimit?: RateLimit;
  /** A limit of each path by address, which some of the documents can be read to have. */
  ipRateLimit?: RateLimit;
};

/** A request as the checks see it. */
export type Arrival = {
  path: string;
  /** The text behind the `?`, undecoded. */
  query: string;
  apiKey: string | undefined;
  address: string;
  /** The exchange's clock: epoch ms. */
  at: number;
};

export type Verdict = {
  refusal?: ErrorResponse;
  headers?: Record<string, string>;
  /** What no client of the project may send, whatever the exchange would say to it. */
  violation?: string;
};

/** Parameters that every signed request may have. */
const STAMP = ['timestamp', 'recvWindow', 'signature'];

export function createChecks(options: CheckOptions) {
  const limiters = new Map(
    Object.entries(ENDPOINTS).flatMap(([path, endpoint]) =>
      endpoint.access === 'signed' ? [[path, rateLimiter(options.rateLimit ?? endpoint.limit)] as const] : [],
    ),
  );
  const byAddress = options.ipRateLimit && rateLimiter(options.ipRateLimit);
  const errors = errorLimiter();

  function checkSigned(
    endpoint: SignedEndpoint,
    account: FakeAccount | undefined,
    arrival: Arrival,
  ): Verdict {
    const { path, query, address, at } = arrival;
    if (!account) return { refusal: ERRORS.apiKeyIncorrect };
    const fault = signatureFault(query, account.secretKey, at);
    if (fault) return { refusal: fault };
    if (account.whitelist && !account.whitelist.includes(address)) {
      return { refusal: whitelistError(address) };
    }
    const missing = endpoint
      .rights(options)
      .find((right) => !hasRight(account.permissions ?? READ_ONLY, right));
    if (missing) return { refusal: endpoint.denied(missing) };
    const allowance = limiters.get(path)?.(uidOf(account), at);
    const isAllowed = allowance?.allowed !== false && byAddress?.(`${address} ${path}`, at).allowed !== false;
    if (!isAllowed) return { refusal: endpoint.limited, headers: allowance?.headers };
    const violation = unknownParameter(endpoint, query);
    return { headers: allowance?.headers, ...(violation && { refusal: endpoint.invalid, violation }) };
  }

  return {
    /** A caller that goes on failing in the same way is banned from the endpoint, whatever it sends then. */
    signed(endpoint: SignedEndpoint, account: FakeAccount | undefined, arrival: Arrival): Verdict {
      const { path, address, at } = arrival;
      const caller = `${account ? uidOf(account) : address} ${path}`;
      const ban = errors.banOf(caller, at);
      if (ban) return { refusal: ban };
      const verdict = checkSigned(endpoint, account, arrival);
      return verdict.refusal ? { ...verdict, refusal: errors.count(caller, verdict.refusal, at) } : verdict;
    },
    public: checkPublic,
  };
}

function checkPublic(endpoint: PublicEndpoint, { query, apiKey }: Arrival): Verdict {
  const parameters = new URLSearchParams(query);
  if (endpoint.refusesKey && (apiKey !== undefined || parameters.has('signature'))) {
    const violation = 'A public path was sent a key or a signature.';
    return { refusal: { code: 100400, msg: violation }, violation };
  }
  if (endpoint.needsTimestamp && !/^\d{13}$/.test(parameters.get('timestamp') ?? '')) {
    return { refusal: { code: 100400, msg: 'timestamp is required' } };
  }
  return {};
}

function unknownParameter({ parameters }: SignedEndpoint, query: string): string | undefined {
  for (const [name, value] of new URLSearchParams(query)) {
    const isKnown = STAMP.includes(name) || (Object.hasOwn(parameters, name) && parameters[name]?.(value));
    if (!isKnown) return `The parameter ${name}=${value} is in no document.`;
  }
  return undefined;
}
