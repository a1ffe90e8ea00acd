/** Errors of a command: one sentence for the user, and the exit code. */
import { isNativeError } from 'node:util/types';
import { toPrintable } from '../history/printable';
import { explainSystemError } from './system-errors';

/** Exit codes: 2 usage error, 1 failure. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

type UserError = { sentence: string; exitCode: 1 | 2 };

/**
 * The error as one printable sentence. `table` is the table's name, if it is known.
 */
export function toUserError(error: unknown, table = 'the history table'): UserError {
  const exitCode = error instanceof CommandError ? error.exitCode : 1;
  return { sentence: toPrintable(sentenceOf(error, table)), exitCode };
}

function sentenceOf(error: unknown, table: string): string {
  if (error instanceof CommandError) return error.message;
  if (!isNativeError(error)) return `An unexpected value was thrown: ${oneLine(String(error))}`;
  const { name, message, code, path } = error as NodeJS.ErrnoException;
  const signs = [name, code, message];
  const known = SENTENCES.find(({ of }) => of.some((sign) => signs.includes(sign)));
  // Node's error for several refused addresses has no message.
  const text = oneLine(message) || code || name;
  if (known) return known.sentence(table, text);
  return path === undefined ? text : `${path} cannot be used: ${explainSystemError(error)}.`;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

type Sentence = {
  /** Names, codes or messages of the errors. */
  of: string[];
  sentence(table: string, message: string): string;
};

const SENTENCES: Sentence[] = [
  {
    of: ['ResourceNotFoundException'],
    sentence: (table) => `There is no table ${table} in this AWS account and region.`,
  },
  {
    of: ['AccessDeniedException', 'AccessDenied'],
    sentence: (table, message) => `These AWS credentials may not read ${table}: ${message}`,
  },
  {
    of: ['Region is missing'],
    sentence: () => 'There is no AWS region to look in; set AWS_REGION, or the region of your AWS profile.',
  },
  {
    of: ['CredentialsProviderError'],
    sentence: (_, message) =>
      `There are no AWS credentials; sign in, or set AWS_PROFILE, or read this machine's history by --local (${message}).`,
  },
  {
    of: [
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'IncompleteSignatureException',
      'MissingAuthenticationTokenException',
      'InvalidClientTokenId',
      'ExpiredTokenException',
      'ExpiredToken',
    ],
    sentence: (_, message) => `AWS does not accept these credentials: ${message}`,
  },
  {
    of: [
      'ThrottlingException',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'InternalServerError',
      'ServiceUnavailable',
    ],
    sentence: (table, message) => `DynamoDB is unavailable for ${table}, also after retries: ${message}`,
  },
  {
    of: ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'TimeoutError'],
    sentence: (_, message) => `AWS cannot be reached: ${message}`,
  },
];
