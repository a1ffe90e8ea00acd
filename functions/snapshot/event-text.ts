/** Bounds of the texts in an event: what comes in here goes into a row, a log line and a request. */
import * as z from 'zod/mini';
import { MAX_LENGTH } from '../history/limits';

/** Longer than any ARN of a secret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const MAX_SECRET_ID = 2_048;

const WANTED_SECRET_ID = 'wants the name or ARN of a secret';

/** A secret's name or ARN. It is never quoted: somebody may have pasted the secret itself. */
export const secretIdText = z
  .string(WANTED_SECRET_ID)
  .check(z.maxLength(MAX_SECRET_ID, WANTED_SECRET_ID), z.regex(/^[\w/+=.@:-]+$/, WANTED_SECRET_ID));

/** A text that goes into a row as it is; `what` names it. */
export const rowText = (field: 'schedule' | 'timezone', what: string) =>
  z
    .string(`wants ${what}`)
    .check(z.maxLength(MAX_LENGTH[field], `wants ${what} of at most ${MAX_LENGTH[field]} characters`));
