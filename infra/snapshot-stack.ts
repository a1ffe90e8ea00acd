/** The stack as a table of contents: one file a concern. */
import { type App, Stack } from 'aws-cdk-lib';
import { alarms } from './alarms';
import { capture } from './capture';
import type { Config } from './config';
import { storage } from './storage';

export class SnapshotStack extends Stack {
  constructor(app: App, config: Config) {
    super(app, config.stackName, {
      description: 'A balance history of BingX accounts: one exact snapshot per scheduled slot.',
    });
    const stored = storage(this, config);
    capture(this, config, stored);
    alarms(this, config);
  }
}
