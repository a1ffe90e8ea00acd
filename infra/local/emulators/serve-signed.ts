/** Reads requests to an emulator of an AWS service and refuses those not signed with this run's credentials. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Fault, injectFault } from './faults';
import { readBody } from './listen';
import { isSignedByThisRun } from './signature-v4';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

/** `refusal` answers a request that is not signed so. An incomplete request gets no response. */
export function serveSigned(refusal: Fault, handle: Handler) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    if (isSignedByThisRun(request, body)) return handle(request, response, body);
    await injectFault(refusal, request, response);
  };
}

/** The error of the JSON protocols for a request with unknown credentials. */
export const UNKNOWN_CREDENTIALS = [
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
] as const;
