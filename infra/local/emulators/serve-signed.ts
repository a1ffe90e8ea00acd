/** What every emulator of an AWS service does before its work: reads the request, and refuses whoever this run is not. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Fault, injectFault } from './faults';
import { readBody } from './listen';
import { isSignedByThisRun } from './signature-v4';

type Serve = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

/** `awsError` writes an error as the service does. A request that breaks off is left alone. */
export function serveSigned(awsError: (type: string, message: string) => Fault, serve: Serve) {
  const refusal = awsError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
  return async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    if (isSignedByThisRun(request, body)) return serve(request, response, body);
    await injectFault(refusal, request, response);
  };
}
