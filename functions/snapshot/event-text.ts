/** Bounds of the texts in an event: what comes in here goes into a row, a log line and a request. */
import * as z from 'zod/mini';

/** Longer than any ARN of a secret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const MAX_SECRET_ID = 2_048;

const WANTED_SECRET_ID = 'must be the name or ARN of a secret';

/** A secret's name or ARN. It is never quoted: somebody may have pasted the secret itself. */
export const secretIdText = z
  .string(WANTED_SECRET_ID)
  .check(z.maxLength(MAX_SECRET_ID, WANTED_SECRET_ID), z.regex(/^[\w/+=.@:-]+$/, WANTED_SECRET_ID));
