/** The types of gaps. They import nothing, as the page's code in the browser knows them too. */

export type Gap = {
  /** First and last slot of the range. */
  from: string;
  to: string;
  slots: number;
  status: 'failed' | 'missing';
  /** Null for missing slots: no row was written. */
  reason: string | null;
  /** The message of the range's last failure. */
  message: string | null;
};

export type Gaps = {
  account: string;
  from: string;
  to: string;
  due: number;
  captured: number;
  failed: number;
  missing: number;
  /** Captured slots in percent of those due, truncated (not rounded) to two decimals; null where none was due. */
  completeness: number | null;
  gaps: Gap[];
};
