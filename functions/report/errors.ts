/** What can go wrong for whoever asks for a report: one sentence each, and the exit code. */

/** Exit codes: 2 for a command that cannot be meant, 1 for one that could not be carried out. */
export class ReportError extends Error {
  override name = 'ReportError';
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

type Told = { sentence: string; exitCode: 1 | 2 };

/** What the error means, in one sentence for a person. `table` is the table's name, where it is known by then. */
export function tell(error: unknown, table?: string): Told {
  if (error instanceof ReportError) return { sentence: error.message, exitCode: error.exitCode };
  const { name, message, code } = error as Error & { code?: string };
  const told = SENTENCES.find(
    ({ names }) => names.includes(name) || (code !== undefined && names.includes(code)),
  );
  const sentence = told ? told.sentence(table ?? 'the history table', oneLine(message)) : oneLine(message);
  return { sentence, exitCode: 1 };
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

const SENTENCES: { names: string[]; sentence: (table: string, message: string) => string }[] = [
  {
    names: ['ResourceNotFoundException'],
    sentence: (table) => `There is no table ${table} in this AWS account and region.`,
  },
  {
    names: ['AccessDeniedException', 'AccessDenied'],
    sentence: (table, message) => `These AWS credentials may not read ${table}: ${message}`,
  },
  {
    names: [
      'CredentialsProviderError',
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'ExpiredTokenException',
      'ExpiredToken',
      'InvalidClientTokenId',
      'MissingAuthenticationToken',
      'IncompleteSignatureException',
    ],
    sentence: (_, message) => `AWS does not accept the credentials, or there are none: ${message}`,
  },
  {
    names: [
      'ThrottlingException',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'InternalServerError',
      'ServiceUnavailable',
    ],
    sentence: (table, message) =>
      `DynamoDB did not answer for ${table} however often it was asked: ${message}`,
  },
  {
    names: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', 'TimeoutError'],
    sentence: (_, message) => `AWS cannot be reached: ${message}`,
  },
];
