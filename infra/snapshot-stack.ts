/** The stack, assembled from one file per concern. */
import { type App, Stack } from 'aws-cdk-lib';
import { createAlarms } from './alarms';
import { createAnalystAccess } from './analyst-access';
import type { Config } from './config';
import { createDashboard } from './dashboard';
import { createEgress } from './egress';
import { createSchedules } from './schedules';
import { createSnapshotFunction } from './snapshot-function';
import { createStorage } from './storage';

export class SnapshotStack extends Stack {
  constructor(app: App, config: Config) {
    super(app, config.stackName, {
      description: 'A balance history of BingX accounts: one exact snapshot per scheduled slot.',
    });
    const stored = createStorage(this, config);
    const captured = createSnapshotFunction(this, config, stored, createEgress(this, config));
    const alarmsOf = createAlarms(this, config, captured);
    createSchedules(this, config, captured, alarmsOf);
    createDashboard(this, config, captured);
    createAnalystAccess(this, stored);
  }
}
