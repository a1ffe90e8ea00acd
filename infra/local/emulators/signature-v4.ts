/**
 * Verifies the Signature Version 4 of a request to an emulator, as AWS does.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { LOCAL_CREDENTIALS } from './constants';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** Without these, a signature could be reused for another server or time. */
const MUST_BE_SIGNED = ['host', 'x-amz-date'];

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/**
 * Whether `request` with `body` was signed with the credentials of this run. The date is not checked: a sandbox may run at
 * another time.
 */
export function isSignedByThisRun({ method, url, headers }: IncomingMessage, body: Buffer): boolean {
  const [, accessKeyId, date = '', region = '', service = '', signedNames = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const names = signedNames.split(';');
  if (accessKeyId !== LOCAL_CREDENTIALS.accessKeyId) return false;
  if (!MUST_BE_SIGNED.every((name) => names.includes(name))) return false;

  const [path = '', query = ''] = (url ?? '').split(/\?(.*)/s);
  const canonicalRequest = [
    method,
    path,
    query,
    ...names.map((name) => `${name}:${headerText(headers, name)}`),
    '',
    signedNames,
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headerText(headers, 'x-amz-date'), scope, sha256(canonicalRequest)];
  const signingKey = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${LOCAL_CREDENTIALS.secretAccessKey}`,
  );
  return timingSafeEqual(hmac(signingKey, toSign.join('\n')), Buffer.from(signature, 'hex'));
}

const headerText = (headers: IncomingHttpHeaders, name: string): string =>
  String(headers[name] ?? '')
    .trim()
    .replaceAll(/\s+/g, ' ');
