/** The stack as a table of contents: one file a concern. */
import { type App, Stack } from 'aws-cdk-lib';
import { alarms } from './alarms';
import { analystAccess } from './analyst-access';
import { capture } from './capture';
import type { Config } from './config';
import { dashboard } from './dashboard';
import { egress } from './egress';
import { schedules } from './schedules';
import { storage } from './storage';

export class SnapshotStack extends Stack {
  constructor(app: App, config: Config) {
    super(app, config.stackName, {
      description: 'A balance history of BingX accounts: one exact snapshot per scheduled slot.',
    });
    const stored = storage(this, config);
    const captured = capture(this, config, stored, egress(this, config));
    const alarmsOf = alarms(this, config, captured);
    schedules(this, config, captured, alarmsOf);
    dashboard(this, config, captured);
    analystAccess(this, stored);
  }
}
