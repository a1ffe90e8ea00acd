/** The stack, assembled from one file per concern. */
import { type App, Stack } from 'aws-cdk-lib';
import { createAlarms } from './alarms';
import { createAnalystAccess } from './analyst-access';
import { createAnalytics } from './analytics';
import type { Config } from './config';
import { createDashboard } from './dashboard';
import { createDeadLetterQueue } from './dead-letters';
import { createEgress } from './egress';
import { createMonitorFunction } from './monitor-function';
import { createTopic } from './notifications';
import { createSchedules } from './schedules';
import { createSnapshotFunction } from './snapshot-function';
import { createStorage } from './storage';

export class SnapshotStack extends Stack {
  constructor(app: App, config: Config) {
    super(app, config.stackName, {
      description: 'A balance history of BingX accounts: one exact snapshot per scheduled slot.',
    });
    const storage = createStorage(this, config);
    const topic = createTopic(this, config);
    const deadLetters = createDeadLetterQueue(this);
    const snapshotFunction = createSnapshotFunction(this, config, storage, createEgress(this, config));
    const monitor = createMonitorFunction(this, config, storage, topic);
    const alarms = createAlarms(this, config, { snapshotFunction, deadLetters, topic });
    const { snapshot } = snapshotFunction;
    const scheduleGroup = createSchedules(this, config, { snapshot, monitor, deadLetters }, alarms);
    createDashboard(this, config, { snapshotFunction, monitor, deadLetters });
    createAnalystAccess(this, storage);
    createAnalytics(this, config, { history: storage.history, deadLetters, scheduleGroup });
  }
}
