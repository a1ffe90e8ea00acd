/** The text of a secret: a pair of keys for one account, or a pair for each account that shares the secret. */
import type { Credentials } from '../../functions/bingx/types';
import { CommandError } from '../../functions/cli/errors';
import { SECRET_PLACEHOLDER } from '../../functions/snapshot/environment';

/** account → its keys */
export type AccountKeys = ReadonlyMap<string, Credentials>;

type Document = Record<string, unknown>;

/** A limit of Secrets Manager. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
export const MAX_SECRET_BYTES = 65_536;

/**
 * The text with `keys` in it, and every other entry as it was; the very same text where it has these keys already.
 * `accounts` are those known to use the secret. Throws one sentence, without any part of the text, where it cannot be changed.
 */
export function changeDocument(text: string, keys: AccountKeys, accounts: readonly string[]): string {
  const document = parseDocument(text);
  const changed = isShared(document, keys, accounts)
    ? withEntries(document, keys, accounts)
    : { ...withoutPlaceholder(document), ...[...keys.values()][0] };
  if (JSON.stringify(changed) === JSON.stringify(document)) return text;
  const result = JSON.stringify(changed);
  const bytes = Buffer.byteLength(result);
  if (bytes > MAX_SECRET_BYTES) {
    throw new CommandError(
      `A secret must have at most 65,536 bytes, got ${bytes.toLocaleString('en-US')} with the new keys; give some accounts another secretName.`,
    );
  }
  return result;
}

function isShared(document: Document, keys: AccountKeys, accounts: readonly string[]): boolean {
  const hasEntries = !isPair(document) && Object.keys(document).length > 0;
  return hasEntries || keys.size > 1 || accounts.length > 1;
}

/** One pair serves every account of a secret: it can only be replaced by entries for all of them. */
function withEntries(document: Document, keys: AccountKeys, accounts: readonly string[]): Document {
  const isPlaceholder = Object.keys(withoutPlaceholder(document)).length === 0;
  const isPairInUse = isPair(document) && !isPlaceholder;
  const others = accounts.filter((account) => !keys.has(account));
  if (isPairInUse && (others.length > 0 || accounts.length === 0)) {
    throw new CommandError(
      `The secret holds one pair of keys for all its accounts; set the keys of all of them at once by --file${others.length > 0 ? `: those of ${others.join(', ')} are missing` : ' and --stack'}.`,
    );
  }
  const entries: Document = isPair(document) ? {} : document;
  const changed = [...keys].map(([account, pair]) => {
    const entry = Object.hasOwn(entries, account) ? entries[account] : undefined;
    return [account, { ...(isDocument(entry) ? entry : {}), ...pair }];
  });
  return { ...entries, ...Object.fromEntries(changed) };
}

function parseDocument(text: string): Document {
  try {
    const document: unknown = JSON.parse(text);
    if (isDocument(document)) return document;
  } catch {
    // The parser's error quotes the text.
  }
  throw new CommandError(
    'The secret is not a JSON object; replace it by {} with aws secretsmanager put-secret-value, then run this again.',
  );
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPair = ({ apiKey }: Document) => typeof apiKey === 'string';

/** What the stack put into the secret counts as nothing. */
const withoutPlaceholder = (document: Document): Document =>
  document.apiKey === SECRET_PLACEHOLDER ? {} : document;
